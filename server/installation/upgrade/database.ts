import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { faultsOf, upgradeCopies } from '#database';
import type { Config } from '../../config/config.ts';
import { inspectDatabase, type StoreState } from '../../store/inspect.ts';
import { openStore } from '../../store/store.ts';
import { RefusalError } from '../../platform/operator-error.ts';

/**
 * Tests on a temporary copy whether this version can upgrade the database. The former version's service may go on
 * writing. @throws {RefusalError} when the upgrade fails
 */
export async function rehearseUpgrade({ dataDir, databaseFile }: Config): Promise<StoreState> {
  const { state, detail } = inspectDatabase(databaseFile);
  if (state === 'missing' || state === 'sound') return state;
  if (state !== 'outdated') {
    const why: Record<Exclude<StoreState, 'missing' | 'sound' | 'outdated'>, string> = {
      cut_off: 'A restore was cut off; restore again first',
      newer: 'The database was written by a newer version',
      development: 'The database was written by a development build, and no version reads it',
      damaged: `The database is damaged (${detail}); restore a backup first`,
      unreadable: `The database cannot be read (${detail})`,
    };
    throw new RefusalError('cannot_upgrade', `${why[state]}. Nothing was changed.`, { state });
  }
  const folder = await mkdtemp(path.join(dataDir, '.rehearsal-'));
  try {
    const copy = path.join(folder, 'copy.sqlite');
    copyAsItIs(databaseFile, copy);
    const store = await openStore({
      databaseFile: copy,
      schema: 'without a copy',
      issuersFolder: null,
    });
    await store.close();
    const faults = faultsOf(copy);
    if (faults === null) return state;
    throw new RefusalError('cannot_upgrade', `A copy of the database was left damaged: ${faults}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function copyAsItIs(from: string, to: string): void {
  const database = new Database(from, { readonly: true, fileMustExist: true, timeout: 10_000 });
  try {
    database.prepare('vacuum into ?').run(to);
  } finally {
    database.close();
  }
}

/** The copy from before the latest upgrade. @throws {RefusalError} when there is none */
export function latestBackup({ databaseFile }: Config): string {
  const [latest] = upgradeCopies(databaseFile);
  if (latest !== undefined) return latest;
  throw new RefusalError(
    'no_backup',
    `Beside ${databaseFile} is no copy from before an upgrade. If you have one elsewhere: vestibule ` +
      'restore FILE --for-older-version. Nothing was changed.',
  );
}
