import { existsSync, mkdirSync } from 'node:fs';
import type { DatabaseServer } from '../config/database-server.ts';
import { expectBegun } from './inspect.ts';
import { createLockFile, makeFolderOf } from './database-file.ts';
import { openSqlite } from './open-sqlite.ts';
import type { Store, StoreOptions } from './opened.ts';
import { sqlDialectOf } from './dialects/sql-dialect.ts';
import type { Db } from './schema.ts';
import { QueryError, StoreError } from './store-error.ts';
import path from 'node:path';
import Database from 'better-sqlite3';

export type { Store, StoreOptions } from './opened.ts';

/** Opens the store where it is, and brings it up to date. @throws {StoreError} */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseFile, databaseServer, closeTimeoutMs = 10_000 } = options;
  if (!databaseServer) return openSqlite(options);
  // Keys and the seal are still there.
  if (databaseFile !== '') await makeFolderOf(databaseFile);
  // Read only where it is used: every command would be slower to start.
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  return openPostgres(databaseServer, {
    forCommand: options.forCommand ?? false,
    closeTimeoutMs,
    expectBegun: (db) => expectBegun(db, options),
    onLost: options.onDeath ?? (() => {}),
  });
}

/** Whether anything was begun where the store is. @throws {StoreError} when PostgreSQL cannot be asked */
export async function isStoreThere(place: {
  databaseFile: string;
  databaseServer: DatabaseServer | null;
}): Promise<boolean> {
  if (!place.databaseServer) return existsSync(place.databaseFile);
  const { isBegun } = await import('./postgres/open-postgres.ts');
  return isBegun(place.databaseServer);
}

/** However often it is asked, no more is written than this. */
const oncePerMs = 250;

/** Writes next to nothing, for good. @throws what the database says when it takes nothing */
export async function tryWriting(db: Db): Promise<void> {
  try {
    await sqlDialectOf(db).leastWrite(db);
  } catch (error) {
    // Someone else wrote the same at the same moment.
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

/** The only service on a data folder, until it is released or the process ends, however it ends. */
export interface DataFolderLock {
  release(): void;
}

/**
 * Takes a data folder for one service: two would answer one sign-in twice and send each message
 * twice. The lock is SQLite's own on an empty side database, which the system lets go with the
 * process, so that nothing stale is left behind by a crash. Commands do not take it; they work beside
 * a service.
 * @param waitMs how long another one may have it, while which this blocks
 * @throws {StoreError} `folder_in_use`, `folder_unusable`
 */
export function lockDataFolder(dataDir: string, waitMs = 0): DataFolderLock {
  let lock: Database.Database | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const file = path.join(dataDir, 'service.lock');
    createLockFile(file);
    const opened = new Database(file, { timeout: waitMs });
    lock = opened;
    // Held by the transaction, which is never ended; nothing is ever written.
    opened.exec('begin exclusive');
    return { release: () => opened.close() };
  } catch (error) {
    lock?.close();
    throw isBusy(error) ? inUse(dataDir) : unusable(dataDir, error);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function inUse(dataDir: string): StoreError {
  return new StoreError(
    'folder_in_use',
    `Another service is running on the data folder ${dataDir}. Stop that one first, or give this ` +
      'one a folder and ports of its own (VESTIBULE_DATA_DIR, VESTIBULE_HOOK_PORT, ' +
      'VESTIBULE_LOBBY_PORT). Nothing was changed.',
  );
}

function unusable(dataDir: string, error: unknown): StoreError {
  const { code = 'an unknown fault' } = error as { code?: string };
  return new StoreError(
    'folder_unusable',
    `The data folder ${dataDir} cannot be used because of ${code}: it must be a folder that this ` +
      'account may write. Nothing was changed.',
    { cause: error },
  );
}
