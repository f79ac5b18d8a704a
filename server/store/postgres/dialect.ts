import {
  CompiledQuery,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type PostgresPool,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { StorePostgresCompiler } from '../dialects/postgres-compiler.ts';
import { lockNumbers, StorePostgresAdapter } from '../dialects/postgres.ts';
import { QueryError } from '../store-error.ts';
import { isUnlocked } from '../sessions.ts';

/** Kysely's PostgreSQL, with the store's types and with transactions as SQLite has them. */
export class StorePostgresDialect extends PostgresDialect {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): PostgresDriver {
    return new OneWriterDriver({ pool: this.#pool });
  }

  override createQueryCompiler(): StorePostgresCompiler {
    return new StorePostgresCompiler();
  }

  override createAdapter(): StorePostgresAdapter {
    return new StorePostgresAdapter();
  }
}

/**
 * A transaction keeps out every other writer from its beginning, as in SQLite: what it has read is
 * still so when it writes. One that says `read committed` lets others in that say so too, as a sign-in
 * has to be stored without waiting for another. It is safe by what its own statements lock: rows that they
 * change, keys that are there once, the audit chain, which it takes last. Of several the one that waits in a
 * circle is undone: see `QueryError.isUndone`.
 */
class OneWriterDriver extends PostgresDriver {
  readonly #inTransaction = new WeakSet<DatabaseConnection>();

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const standsAlone = writes.has(query.query.kind) && !this.#inTransaction.has(connection);
      if (!standsAlone || isUnlocked(query.queryId)) return execute(query);
      try {
        await execute(CompiledQuery.raw(beginWriting('shared')));
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
    const begin =
      accessMode === 'read only'
        ? 'begin isolation level repeatable read read only'
        : beginWriting(isolationLevel === 'read committed' ? 'shared' : 'alone');
    this.#inTransaction.add(connection);
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    this.#inTransaction.delete(connection);
    await super.commitTransaction(connection);
  }

  override async rollbackTransaction(connection: Connection): Promise<void> {
    this.#inTransaction.delete(connection);
    await super.rollbackTransaction(connection);
  }
}

type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0];

const writes: ReadonlySet<string> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
]);

/** @param manner `alone`: no one else writes until it ends; `shared`: others do that write `shared` */
function beginWriting(manner: 'alone' | 'shared'): string {
  const lock = manner === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  // What is read after the lock is as it was left by anyone who had it before.
  return `begin isolation level read committed; select ${lock}(${lockNumbers.writing})`;
}
