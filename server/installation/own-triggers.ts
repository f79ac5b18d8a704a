import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { makeTemporaryFolder } from '#base/files';
import { RefusalError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { openStore } from '../store/store.ts';

/**
 * Names of the triggers and views that are not those of this version, or are missing. Triggers act at each later write,
 * for as long as the database lives, and nothing else would show that somebody has put one into it.
 *
 * @param db of this version's form, in SQLite
 */
export async function foreignTriggers(db: Db): Promise<string[]> {
  const folder = makeTemporaryFolder('triggers');
  try {
    const fresh = await openStore({ databaseFile: path.join(folder, 'fresh.sqlite') });
    try {
      const [own, found] = [await actingIn(fresh.db), await actingIn(db)];
      const foreign = [...found.keys()].filter((name) => own.get(name) !== found.get(name));
      return [...foreign, ...[...own.keys()].filter((name) => !found.has(name))];
    } finally {
      await fresh.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws {RefusalError} `foreign_triggers` */
export async function mustHaveOwnTriggers(db: Db): Promise<void> {
  const names = await foreignTriggers(db);
  if (names.length === 0) return;
  throw new RefusalError(
    'foreign_triggers',
    `Somebody else has changed what this copy does by itself (${names.join(', ')}). Nothing was changed. Take another copy, and find out who could write to this one.`,
  );
}

/** Triggers and views, with what they do. An earlier version may have written the same with other spaces. */
async function actingIn(db: Db): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; text: string }>`
    select name, sql as text from sqlite_master where type in ('trigger', 'view') order by name`.execute(
    db,
  );
  return new Map(rows.map(({ name, text }) => [name, text.replace(/\s+/g, ' ')]));
}
