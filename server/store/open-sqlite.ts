import { existsSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { Kysely, sql } from 'kysely';
import { ThreadConnection, type ConnectionSettings } from './connection/connection.ts';
import { ThreadDialect } from './connection/dialect.ts';
import type { FileIds } from './connection/open-file.ts';
import { createPrivately } from './database-file.ts';
import { expectBegun, faultOfEmpty, expectWhole } from './inspect.ts';
import { isDamage } from './integrity.ts';
import { expectMigrated, migrate } from './migrate.ts';
import { cutOffSentence, movedAway, movedSentence, tracesOfRestore } from './copy-database.ts';
import type { Db, Schema } from './schema.ts';
import { RowCodec } from './row-codec.ts';
import type { Store, StoreOptions } from './opened.ts';
import { sqliteSessions } from './sessions.ts';
import { QueryError, StoreError } from './store-error.ts';
import { vestibule } from '../platform/operator-error.ts';

/**
 * Opens a SQLite database and upgrades it. Checks the whole file first, and refuses a damaged file without
 * changing it. @throws {StoreError}
 */
export async function openSqlite(options: StoreOptions): Promise<Store> {
  const { databaseFile, busyTimeoutMs = 5000, closeTimeoutMs = 10_000 } = options;
  const onDeath = endOf(options);
  let before: FileIds | null = null;
  const connect = async (isFirst: boolean) => {
    const access = { mustExist: !isFirst, inspect: isFirst && !options.evenIfDamaged };
    const connection = await opened({ ...access, readOnly: false });
    before = connection.files;
    return connection;
  };
  const opened = async (access: Pick<ConnectionSettings, 'mustExist' | 'inspect' | 'readOnly'>) => {
    const followsRecord = options.onReplaced !== undefined;
    const settings = { databaseFile, busyTimeoutMs, ...access, followsRecord, before };
    const connection = new ThreadConnection(settings, onDeath);
    await connection.open().catch((error: unknown) => {
      throw isReplaced(error) ? onDeath(error) : error;
    });
    return connection;
  };
  const reconnect = async () => {
    const connection = await connect(false);
    try {
      await expectMigrated(connection);
      return connection;
    } catch (error) {
      await connection.close(closeTimeoutMs);
      throw error;
    }
  };
  const dialect = new ThreadDialect({ connect: () => connect(true), reconnect, closeTimeoutMs });
  const db = new Kysely<Schema>({ dialect, plugins: [new RowCodec()] });
  // The first read through this connection opens it.
  const read = () => opened({ mustExist: true, inspect: false, readOnly: true });
  const reading = new Kysely<Schema>({
    dialect: new ThreadDialect({ connect: read, reconnect: read, closeTimeoutMs }),
    plugins: [new RowCodec()],
  });
  try {
    await bringUpToDate(db, options);
  } catch (error) {
    await db.destroy();
    throw error instanceof StoreError ? error : unusable(databaseFile, error);
  }
  return {
    db,
    reading,
    sessions: sqliteSessions,
    rewrite: () => rewrite(db),
    scrub: () => scrub(db),
    isWell: () => answers(dialect),
    close: async () => {
      await reading.destroy();
      await db.destroy();
    },
  };
}

async function bringUpToDate(db: Db, options: StoreOptions): Promise<void> {
  const { databaseFile, schema = 'this version' } = options;
  refuseAfterCutOffRestore(databaseFile);
  const fault = faultOfEmpty(options);
  if (fault && isEmptyFile(databaseFile)) throw fault;
  await createPrivately(databaseFile);
  if (fault) await expectBegun(db, options);
  if (schema !== 'as it is') await migrate(db, schema === 'this version' ? databaseFile : null);
  if (fault) await expectWhole(db);
  await chmod(databaseFile, 0o600);
}

/** A restarted service would meet the same lock or the same missing file, so both count as an answer. */
async function answers(dialect: ThreadDialect): Promise<boolean> {
  await dialect.askThread().catch((error: unknown) => {
    const mayWait = error instanceof QueryError && (error.isLocked() || error.isAway());
    if (!mayWait && !isReplaced(error)) throw error;
  });
  return true;
}

function isReplaced(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'store_replaced';
}

/** Returns a function that reports the end of a connection and returns its error. Calls `onReplaced` only once. */
function endOf({ onDeath, onReplaced }: StoreOptions): (error: StoreError) => StoreError {
  let isTold = false;
  return (error) => {
    if (!isReplaced(error)) onDeath?.(error);
    else if (!isTold) {
      isTold = true;
      onReplaced?.(error);
    }
    return error;
  };
}

function refuseAfterCutOffRestore(databaseFile: string): void {
  const traces = tracesOfRestore(databaseFile);
  if (traces.length > 0) {
    throw new StoreError('restore_cut_off', cutOffSentence(databaseFile, traces));
  }
  const moved = movedAway(databaseFile);
  if (moved.length > 0) throw new StoreError('store_moved', movedSentence(moved));
}

function isEmptyFile(databaseFile: string): boolean {
  return !existsSync(databaseFile) || statSync(databaseFile).size === 0;
}

async function rewrite(db: Db): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    // Keeps SQLite's temporary copy in memory, because a file would contain personal data.
    await sql`pragma temp_store = memory`.execute(connection);
    await sql`vacuum`.execute(connection);
    return true;
  });
}

async function scrub(db: Db): Promise<boolean> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  return rows[0]?.busy === 0;
}

function unusable(databaseFile: string, error: unknown): StoreError {
  const errorCode =
    error instanceof QueryError ? error.code : (error as NodeJS.ErrnoException).code;
  if (error instanceof QueryError && isDamage(error.code)) return damaged(databaseFile, error);
  const reasons: Record<string, string> = {
    SQLITE_BUSY: 'another process keeps it locked',
    SQLITE_READONLY: 'it may only be read',
    EACCES: 'its permissions do not allow it',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[errorCode ?? ''] ?? `of ${errorCode ?? 'an unknown fault'}`;
  return new StoreError(
    'database_unusable',
    `The database ${databaseFile} cannot be used because ${reason}. Nothing was changed.`,
    { cause: error },
  );
}

function damaged(databaseFile: string, error: QueryError): StoreError {
  const reason =
    error.code === 'SQLITE_NOTADB'
      ? 'it is not a database, or it is damaged'
      : `it is damaged (${error.message})`;
  return new StoreError(
    'database_unusable',
    `The database ${databaseFile} cannot be used because ${reason}. Nothing was changed. With the ` +
      `service stopped, restore the newest backup: ${vestibule} restore FILE. The damaged file is then ` +
      'kept beside it.',
    { cause: error },
  );
}
