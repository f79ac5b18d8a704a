import { differencesOf } from './dialects/differences.ts';
import type { Db } from './schema.ts';
import { QueryError } from './store-error.ts';

/** However often it is asked, no more is written than this. */
const oncePerMs = 250;

/** Writes next to nothing, for good. @throws what the database says when it takes nothing */
export async function tryWriting(db: Db): Promise<void> {
  try {
    await differencesOf(db).leastWrite(db);
  } catch (error) {
    // Somebody else wrote the same at the same moment.
    if (!(error instanceof QueryError && error.isUndone())) throw error;
  }
}

/** Whether the database takes what is written: one that is read only, or full, still answers a question. */
export function writingProbe(db: Db): () => Promise<boolean> {
  let last: Promise<boolean> | undefined;
  let askedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (last && now - askedAt < oncePerMs) return last;
    askedAt = now;
    return (last = tryWriting(db).then(() => true));
  };
}
