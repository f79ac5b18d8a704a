import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { createEmpty, syncToDisk } from './database-file.ts';
import { DatabaseError, QueryError } from './errors.ts';
import { integrityFault } from './integrity.ts';

/**
 * Makes a database file that only its owner can read. The copy is checked before it gets its name.
 * @param file a path where there is no file
 * @param write writes the database into an existing empty file
 * @param complete adds to the copy before the check; when it rejects, nothing is left
 * @throws {DatabaseError} `copy_failed`
 */
export async function writeCopy(
  file: string,
  write: (draft: string) => Promise<void>,
  complete?: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    // SQLite writes into an existing empty file and keeps its permissions.
    await createEmpty(draft);
    await write(draft);
    withoutEpoch(draft);
    await complete?.(draft);
    const faults = faultsOf(draft);
    if (faults !== null) throw new DatabaseError('copy_failed', `The copy is damaged: ${faults}.`);
    await syncToDisk(draft);
    await rename(draft, file);
    await syncToDisk(path.dirname(file));
  } catch (error) {
    await removeDatabase(draft);
    if (hasSentence(error)) throw error;
    const { code = 'an unknown fault' } = error as { code?: string };
    throw new DatabaseError(
      'copy_failed',
      `The database cannot be copied to ${file} because of ${code}. Nothing was left there.`,
      { cause: error },
    );
  }
}

/** Whether the error already says what the operator can do, as a refusal of `complete` does. */
function hasSentence(error: unknown): boolean {
  return error instanceof Error && 'operatorSentence' in error && !(error instanceof QueryError);
}

/** Faults of the pages, indexes and references of a database file, or null. Blocks while it reads. */
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

/** Also removes the side files that SQLite may have left. */
export async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(file + suffix, { force: true });
}

/** Resets the epoch. A connection then notices at once when this copy is written over its database. */
function withoutEpoch(file: string): void {
  const database = new Database(file);
  try {
    database.pragma('user_version = 0');
  } finally {
    database.close();
  }
}
