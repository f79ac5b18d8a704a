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

/** Opens the configured store and upgrades it. @throws {StoreError} */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseFile, databaseServer, closeTimeoutMs = 10_000 } = options;
  if (!databaseServer) return openSqlite(options);
  // Keys and the seal remain in this folder even with PostgreSQL.
  if (databaseFile !== '') await makeFolderOf(databaseFile);
  // Imported on use: otherwise every command would start more slowly.
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  return openPostgres(databaseServer, {
    forCommand: options.forCommand ?? false,
    closeTimeoutMs,
    expectBegun: (db) => expectBegun(db, options),
    onLost: options.onDeath ?? (() => {}),
  });
}

/** Whether the store exists at its configured place. @throws {StoreError} when PostgreSQL cannot be reached */
export async function isStoreThere(place: {
  databaseFile: string;
  databaseServer: DatabaseServer | null;
}): Promise<boolean> {
  if (!place.databaseServer) return existsSync(place.databaseFile);
  const { isBegun } = await import('./postgres/open-postgres.ts');
  return isBegun(place.databaseServer);
}

/** Shortest time between two test writes, however often the probe is called. */
const oncePerMs = 250;

/** Writes one small value durably. @throws the database's error when it takes no writes */
export async function tryWriting(db: Db): Promise<void> {
  try {
    await sqlDialectOf(db).leastWrite(db);
  } catch (error) {
    // Another process wrote the same value at the same moment, so writing works.
    if (!(error instanceof QueryError && error.isUndone())) throw error;
  }
}

/** Whether the database takes writes: a read-only or full database still answers queries. */
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

/** Makes this the only service on a data folder, until release or the end of the process. */
export interface DataFolderLock {
  release(): void;
}

/**
 * Locks a data folder for one service: two services would answer a sign-in twice and send each message twice.
 * SQLite holds the lock on an empty side database. The system releases it with the process, so a crash leaves
 * no stale lock. Commands do not take it; they work beside a service.
 * @param waitMs how long to wait for another service's lock; blocks meanwhile
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
    // A transaction that never ends holds the lock. Nothing is ever written.
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
