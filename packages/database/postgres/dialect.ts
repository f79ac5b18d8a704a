import {
  CompiledQuery,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type PostgresPool,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { TwinPostgresCompiler } from '../dialects/postgres-compiler.ts';
import { PostgresServerAdapter } from '../dialects/postgres.ts';
import { QueryError } from '../errors.ts';
import { isForCommit, runsWithoutWriteLock } from '../sessions.ts';

interface Writing {
  /** How long a hanging process may hold the locks of a transaction. */
  idleMs: number;
  /**
   * The number of an advisory lock. Transactions that lock rows share it. Others take it alone, because SQLite has one
   * writer, too.
   */
  lockNumber: number;
}

/** Kysely's PostgreSQL dialect with the types of both databases and with SQLite's kind of transactions. */
export class OneWriterDialect extends PostgresDialect {
  readonly #pool: PostgresPool;
  readonly #writing: Writing;

  constructor(pool: PostgresPool, writing: Writing) {
    super({ pool });
    this.#pool = pool;
    this.#writing = writing;
  }

  override createDriver(): PostgresDriver {
    return new OneWriterDriver(this.#pool, this.#writing);
  }

  override createQueryCompiler(): TwinPostgresCompiler {
    return new TwinPostgresCompiler();
  }

  override createAdapter(): PostgresServerAdapter {
    return new PostgresServerAdapter();
  }
}

/**
 * A transaction keeps out every other writer from its beginning, as in SQLite, so its reads stay true until it
 * writes. A `read committed` transaction runs beside others of its kind, because no request may wait for another.
 * Its own statements lock what it needs: changed rows, unique keys, and at commit what `atCommit` took. PostgreSQL
 * undoes one of several transactions that wait in a circle: see `QueryError.isUndone`.
 */
class OneWriterDriver extends PostgresDriver {
  readonly #inTransaction = new WeakSet<DatabaseConnection>();
  /** For transactions that run beside other writers: the statements to send with the commit. */
  readonly #atCommit = new WeakMap<DatabaseConnection, string[]>();
  readonly #writing: Writing;

  constructor(pool: PostgresPool, writing: Writing) {
    super({ pool });
    this.#writing = writing;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const waiting = isForCommit(query.queryId) ? this.#atCommit.get(connection) : undefined;
      if (waiting) {
        waiting.push(query.sql);
        return { rows: [] };
      }
      const standsAlone = writes.has(query.query.kind) && !this.#inTransaction.has(connection);
      if (!standsAlone || runsWithoutWriteLock(query.queryId)) return execute(query);
      try {
        await execute(CompiledQuery.raw(this.#beginWriting('shared')));
        const result = await execute<R>(query);
        await execute(CompiledQuery.raw('commit'));
        return result;
      } catch (error) {
        const isLost = error instanceof QueryError && error.isConnectionLost();
        if (!isLost) await execute(CompiledQuery.raw('rollback'));
        throw error;
      }
    };
    return connection;
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    { accessMode, isolationLevel }: TransactionSettings,
  ): Promise<void> {
    const isShared = isolationLevel === 'read committed';
    const begin =
      accessMode === 'read only'
        ? 'begin isolation level repeatable read read only'
        : this.#beginWriting(isShared ? 'shared' : 'alone');
    this.#inTransaction.add(connection);
    if (isShared) this.#atCommit.set(connection, []);
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const appended = this.#atCommit.get(connection) ?? [];
    this.#leave(connection);
    await connection.executeQuery(CompiledQuery.raw([...appended, 'commit'].join('; ')));
  }

  override async rollbackTransaction(connection: Connection): Promise<void> {
    this.#leave(connection);
    await super.rollbackTransaction(connection);
  }

  #leave(connection: DatabaseConnection): void {
    this.#inTransaction.delete(connection);
    this.#atCommit.delete(connection);
  }

  /** @param manner `alone`: no other transaction writes meanwhile; `shared`: other `shared` transactions may write */
  #beginWriting(manner: 'alone' | 'shared'): string {
    const lock = manner === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    const { idleMs, lockNumber } = this.#writing;
    // A read after the lock sees what the previous holder wrote.
    return (
      `begin isolation level read committed; set local idle_in_transaction_session_timeout = ${idleMs}; ` +
      `select ${lock}(${lockNumber})`
    );
  }
}

type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0];

const writes: ReadonlySet<string> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
]);
