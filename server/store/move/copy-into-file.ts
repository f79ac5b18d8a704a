import type { Db } from '../schema.ts';
import { openSqlite } from '../open-sqlite.ts';
import { copyStore } from './copy-store.ts';

/** Copies a store, as it is at one moment, into a file of SQLite. @throws {StoreError} */
export async function copyIntoFile(db: Db, databaseFile: string): Promise<void> {
  const copy = await openSqlite({ databaseFile });
  try {
    await db
      .transaction()
      .setAccessMode('read only')
      .execute((from) => copy.db.transaction().execute((to) => copyStore(from, to)));
    // All of it into the one file.
    await copy.scrub();
  } finally {
    await copy.close();
  }
}
