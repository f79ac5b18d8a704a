import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { integrityFault } from './integrity.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';

/**
 * Copies the database into one file, for its owner's eyes only, as it is at this moment, while
 * others go on writing. The copy is written row by row (`VACUUM INTO`), so nothing that was erased
 * is in it. It is looked through before it gets its name.
 * @param file that does not exist
 * @throws {StoreError} `copy_failed`
 */
export async function copyDatabase(db: Db, file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    // SQLite takes an empty file that is there already, with its permissions.
    await (await open(draft, 'wx', 0o600)).close();
    await sql`vacuum into ${draft}`.execute(db);
    const faults = faultsOf(draft);
    if (faults !== null) throw new StoreError('copy_failed', `The copy is damaged: ${faults}.`);
    await sync(draft);
    await rename(draft, file);
    await sync(path.dirname(file));
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof StoreError) throw error;
    const { code = 'an unknown fault' } = error as { code?: string };
    throw new StoreError(
      'copy_failed',
      `The database cannot be copied to ${file} because of ${code}. Nothing was left there.`,
      { cause: error },
    );
  }
}

/** What is wrong with every page, index and reference of a database file, or null. Blocks while it reads. */
export function faultsOf(file: string): string | null {
  const database = new Database(file, { readonly: true });
  try {
    const fault = integrityFault(database);
    if (fault !== null) return fault;
    const dangling = database.pragma('foreign_key_check') as unknown[];
    return dangling.length === 0 ? null : `${dangling.length} rows refer to nothing`;
  } finally {
    database.close();
  }
}

async function sync(target: string): Promise<void> {
  const handle = await open(target, 'r');
  await handle.sync().finally(() => handle.close());
}
