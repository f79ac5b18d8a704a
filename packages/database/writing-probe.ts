import type { Kysely } from 'kysely';
import { sqlDialectOf } from './dialects/sql-dialect.ts';
import { QueryError } from './errors.ts';

/** Shortest time between two test writes, however often the probe is called. */
const oncePerMs = 250;

/** Writes one small value durably. @throws the database's error when it takes no writes */
export async function tryWriting<DB>(db: Kysely<DB>): Promise<void> {
  try {
    await sqlDialectOf(db).leastWrite(db);
  } catch (error) {
    // Another process wrote the same value at the same moment, so writing works.
    if (!(error instanceof QueryError && error.isUndone())) throw error;
  }
}

/** Whether the database takes writes: a read-only or full database still answers queries. */
export function writingProbe<DB>(db: Kysely<DB>): () => Promise<boolean> {
  let last: Promise<boolean> | undefined;
  let askedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (last && now - askedAt < oncePerMs) return last;
    askedAt = now;
    return (last = tryWriting(db).then(() => true));
  };
}
