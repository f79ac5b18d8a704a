import { existsSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { Kysely, sql } from 'kysely';
import { ThreadConnection, type ConnectionSettings } from './connection/connection.ts';
import { ThreadDialect } from './connection/dialect.ts';
import type { FileIds } from './connection/open-file.ts';
import { createPrivately } from './database-file.ts';
import type { DatabaseDefinition } from './definition.ts';
import type { Executor } from './dialects/sql-dialect.ts';
import { DatabaseError, QueryError } from './errors.ts';
import { expectUsed, expectLastTrigger } from './inspect.ts';
import { faultIn, isDamage } from './integrity.ts';
import { expectMigrated, migrate } from './migrate.ts';
import type { FileOptions, OpenDatabase } from './opened.ts';
import { RowCodec } from './row-codec.ts';
import { sqliteSessions } from './sessions.ts';

/**
 * Opens a SQLite database and upgrades it. Checks the file first, and refuses a damaged file without
 * changing it. @throws {DatabaseError}
 */
export async function openDatabaseFile<DB, Duty extends string>(
  definition: DatabaseDefinition<DB, Duty>,
  options: FileOptions,
): Promise<OpenDatabase<DB, Duty>> {
  const { databaseFile, busyTimeoutMs = 5000, closeTimeoutMs = 10_000 } = options;
  const onDeath = endOf(options);
  let before: FileIds | null = null;
  const connect = async (isFirst: boolean) => {
    const inspect = isFirst && !options.evenIfDamaged ? (options.check ?? 'whole') : null;
    const access = { mustExist: !isFirst, inspect };
    const connection = await open({ ...access, readOnly: false });
    before = connection.files;
    return connection;
  };
  const open = async (access: Pick<ConnectionSettings, 'mustExist' | 'inspect' | 'readOnly'>) => {
    const journal = options.onReplaced ? (definition.journal ?? null) : null;
    const settings = { databaseFile, busyTimeoutMs, ...access, journal, before };
    const connection = new ThreadConnection(settings, onDeath);
    await connection.open().catch((error: unknown) => {
      throw isReplaced(error) ? onDeath(error) : error;
    });
    return connection;
  };
  const reconnect = async () => {
    const connection = await connect(false);
    try {
      await expectMigrated(definition, connection);
      return connection;
    } catch (error) {
      await connection.close(closeTimeoutMs);
      throw error;
    }
  };
  const plugins = [new RowCodec(definition.columns)];
  const dialect = new ThreadDialect({ connect: () => connect(true), reconnect, closeTimeoutMs });
  const db = new Kysely<DB>({ dialect, plugins });
  // The first read through such a connection opens it.
  const read = () => open({ mustExist: true, inspect: null, readOnly: true });
  const readOnly = () => {
    const connecting = { connect: read, reconnect: read, closeTimeoutMs };
    return new Kysely<DB>({ dialect: new ThreadDialect(connecting), plugins });
  };
  const reading = readOnly();
  // A check reads the whole file. On a connection of its own, it delays no query, and closing the database ends it.
  let connectionOfCheck: Kysely<DB> | null = null;
  try {
    await bringUpToDate(definition, db, options);
  } catch (error) {
    await db.destroy();
    const isSaid = error instanceof DatabaseError || error === options.usedBefore?.fault;
    throw isSaid ? error : unusable(definition, databaseFile, error);
  }
  return {
    db,
    reading,
    sessions: sqliteSessions,
    damage: async () => {
      const own = (connectionOfCheck = readOnly());
      try {
        return await damageOf(definition, databaseFile, own);
      } finally {
        await own.destroy();
      }
    },
    freeShare: () => freeShare(db),
    rewrite: () => rewrite(db),
    scrub: () => scrub(db),
    isWell: () => answers(dialect),
    close: async () => {
      await Promise.all([connectionOfCheck?.destroy(), reading.destroy()]);
      await db.destroy();
    },
  };
}

async function bringUpToDate<DB, Duty extends string>(
  definition: DatabaseDefinition<DB, Duty>,
  db: Kysely<DB>,
  { databaseFile, usedBefore, schema = 'this version' }: FileOptions,
): Promise<void> {
  if (usedBefore && isEmptyFile(databaseFile)) throw usedBefore.fault;
  await createPrivately(databaseFile);
  if (usedBefore) await expectUsed(definition, db, usedBefore);
  const copied = schema === 'this version' ? databaseFile : null;
  if (schema !== 'as it is') await migrate(definition, db, copied);
  if (usedBefore) await expectLastTrigger(definition, db);
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

function isReplaced(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && error.code === 'store_replaced';
}

/** Returns a function that reports the end of a connection and returns its error. Calls `onReplaced` only once. */
function endOf({ onDeath, onReplaced }: FileOptions): (error: DatabaseError) => DatabaseError {
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

function isEmptyFile(databaseFile: string): boolean {
  return !existsSync(databaseFile) || statSync(databaseFile).size === 0;
}

async function damageOf(
  advice: Advice,
  databaseFile: string,
  reading: Executor,
): Promise<DatabaseError | null> {
  try {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(1)`.execute(
      reading,
    );
    const fault = faultIn(rows[0]?.integrity_check);
    if (fault === null) return null;
    return damageError(advice, databaseFile, new QueryError('SQLITE_CORRUPT', fault));
  } catch (error) {
    // Where the damage is worst, SQLite cannot even begin the check.
    if (!(error instanceof QueryError) || !isDamage(error.code)) throw error;
    return damageError(advice, databaseFile, error);
  }
}

async function freeShare(db: Executor): Promise<number> {
  const { rows } = await sql<{ share: number }>`
    select 1.0 * freelist_count / page_count as share
    from pragma_freelist_count, pragma_page_count`.execute(db);
  return rows[0]?.share ?? 0;
}

async function rewrite<DB>(db: Kysely<DB>): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    // Keeps SQLite's temporary copy in memory, because a file would contain deleted rows.
    await sql`pragma temp_store = memory`.execute(connection);
    await sql`vacuum`.execute(connection);
    return true;
  });
}

async function scrub(db: Executor): Promise<boolean> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  return rows[0]?.busy === 0;
}

type Advice = Pick<DatabaseDefinition<unknown>, 'restoreCommand'>;

function unusable(advice: Advice, databaseFile: string, error: unknown): DatabaseError {
  const errorCode =
    error instanceof QueryError ? error.code : (error as NodeJS.ErrnoException).code;
  if (error instanceof QueryError && isDamage(error.code))
    return damageError(advice, databaseFile, error);
  const reasons: Record<string, string> = {
    SQLITE_BUSY: 'another process keeps it locked',
    SQLITE_READONLY: 'it may only be read',
    EACCES: 'its permissions do not allow it',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[errorCode ?? ''] ?? `of ${errorCode ?? 'an unknown fault'}`;
  return new DatabaseError(
    'database_unusable',
    `The database ${databaseFile} cannot be used because ${reason}. Nothing was changed.`,
    { cause: error },
  );
}

function damageError(
  { restoreCommand }: Advice,
  databaseFile: string,
  error: QueryError,
): DatabaseError {
  const reason =
    error.code === 'SQLITE_NOTADB'
      ? 'it is not a database, or it is damaged'
      : `it is damaged (${error.message})`;
  return new DatabaseError(
    'database_unusable',
    `The database ${databaseFile} cannot be used because ${reason}. Nothing was changed. With the ` +
      `service stopped, restore the newest backup: ${restoreCommand('FILE')}. The damaged file is then ` +
      'kept beside it.',
    { cause: error },
  );
}
