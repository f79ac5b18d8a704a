import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { makeTemporaryFolder } from '#base/files';
import { RefusalError } from '../../platform/operator-error.ts';
import { openStore, type Store } from '../../store/store.ts';

/**
 * Refuses a copy in which a trigger or a view is not the one of this version. Triggers act at each later write, for as long
 * as the database lives, and nothing else would show that somebody has put one into the copy.
 *
 * @param store of this version's form
 * @throws {RefusalError} `foreign_triggers`
 */
export async function mustHaveOwnTriggers(store: Store): Promise<void> {
  const folder = makeTemporaryFolder('triggers');
  try {
    const fresh = await openStore({ databaseFile: path.join(folder, 'fresh.sqlite') });
    try {
      const [own, found] = [await actingIn(fresh), await actingIn(store)];
      const foreign = [...found].filter(([name, text]) => own.get(name) !== text);
      const missing = [...own.keys()].filter((name) => !found.has(name));
      const names = [...foreign.map(([name]) => name), ...missing];
      if (names.length === 0) return;
      throw new RefusalError(
        'foreign_triggers',
        `Somebody else has changed what this copy does by itself (${names.join(', ')}). Nothing was changed. Take another copy, and find out who could write to this one.`,
      );
    } finally {
      await fresh.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Triggers and views, with what they do. An earlier version may have written the same with other spaces. */
async function actingIn({ db }: Store): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; text: string }>`
    select name, sql as text from sqlite_master where type in ('trigger', 'view') order by name`.execute(
    db,
  );
  return new Map(rows.map(({ name, text }) => [name, text.replace(/\s+/g, ' ')]));
}
