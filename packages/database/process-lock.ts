import Database from 'better-sqlite3';
import { createLockFile } from './database-file.ts';

/** Belongs to one process until release or the end of the process. */
export interface ProcessLock {
  release(): void;
}

/**
 * Locks a file that holds nothing else, by a SQLite transaction that never ends. The system releases the lock with
 * the process, so a crash leaves no stale lock.
 * @param waitMs how long to wait for another process; blocks meanwhile
 * @returns null when another process, or another lock of this one, has it
 * @throws the system's error when the file cannot be made
 */
export function lockForProcess(file: string, waitMs = 0): ProcessLock | null {
  createLockFile(file);
  const database = new Database(file, { timeout: waitMs });
  try {
    // Nothing is ever written.
    database.exec('begin exclusive');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}
