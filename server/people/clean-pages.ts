import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from '../store/store.ts';

export interface Cleaning {
  /** The whole database was written anew, so that no page has remains of what was moved on it. */
  rewritten: boolean;
  /** The write-ahead log was emptied. */
  logEmptied: boolean;
}

const tries = 5;
const betweenTriesMs = 200;

/**
 * Takes what was deleted off the disk. SQLite overwrites deleted content with zeros by itself
 * (`secure_delete`), and writing the database anew makes sure of it; the log holds earlier versions
 * of pages. Works while other processes use the database; one that reads at
 * the moment can keep the log from being emptied, which the result says.
 */
export async function cleanPages(
  store: Store,
  { rewrite }: { rewrite: boolean } = { rewrite: true },
): Promise<Cleaning> {
  const rewritten = rewrite && (await isDone(() => rewriteDatabase(store)));
  return { rewritten, logEmptied: await isDone(() => store.scrub()) };
}

async function rewriteDatabase({ db }: Store): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    // The copy that SQLite makes meanwhile must not be a file.
    await sql`pragma temp_store = memory`.execute(connection);
    await sql`vacuum`.execute(connection);
    return true;
  });
}

async function isDone(work: () => Promise<boolean>): Promise<boolean> {
  for (let tried = 1; ; tried++) {
    const done = await work().catch((error: unknown) => {
      if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return false;
      throw error;
    });
    if (done || tried === tries) return done;
    await setTimeout(betweenTriesMs);
  }
}
