import {
  CompiledQuery,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect,
  type Driver,
  type Kysely,
  type TransactionSettings,
} from 'kysely';
import { TransactionalSqliteAdapter } from '../dialects/sqlite.ts';
import { columnOf } from '../row-codec.ts';
import { QueryError, DatabaseError } from '../errors.ts';
import type { ThreadConnection } from './connection.ts';

interface Connecting {
  /** Makes the first connection and opens it. */
  connect: () => Promise<ThreadConnection>;
  /** Makes another connection to the same database after the previous thread has died. */
  reconnect: () => Promise<ThreadConnection>;
  closeTimeoutMs: number;
}

/** Kysely's SQLite dialect over one connection in another thread. */
export class ThreadDialect implements Dialect {
  readonly #driver: ThreadDriver;

  constructor(connecting: Connecting) {
    this.#driver = new ThreadDriver(connecting);
  }

  createDriver(): Driver {
    return this.#driver;
  }

  /** Sends the thread a query ahead of the queue. @throws {QueryError, DatabaseError} */
  async askThread(): Promise<void> {
    await this.#driver.askThread();
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new FieldNameCompiler();
  }

  createAdapter(): TransactionalSqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** Maps field names such as `createdAt` to column names. */
class FieldNameCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(columnOf(identifier));
  }
}

class ThreadDriver implements Driver {
  readonly #connecting: Connecting;
  readonly #line: (() => void)[] = [];
  #connection: ThreadConnection | undefined;
  #taken = false;
  #closed = false;

  constructor(connecting: Connecting) {
    this.#connecting = connecting;
  }

  async init(): Promise<void> {
    this.#connection = await this.#connecting.connect();
  }

  /** There is one connection, so transactions run one at a time, in the order of the requests. */
  async acquireConnection(): Promise<ThreadConnection> {
    const askedAt = performance.now();
    if (this.#taken) await new Promise<void>((resolve) => this.#line.push(resolve));
    this.#taken = true;
    try {
      const connection = await this.#living();
      connection.takenAfter(performance.now() - askedAt);
      return connection;
    } catch (error) {
      await this.releaseConnection();
      throw error;
    }
  }

  /** The probe may run inside any transaction, because its result does not matter. */
  async askThread(): Promise<void> {
    const isLiving = this.#connection?.isGone === false;
    const connection = isLiving ? this.#connection! : await this.acquireConnection();
    try {
      await connection.executeQuery(CompiledQuery.raw('select 1 from kysely_migration limit 1'));
    } finally {
      if (!isLiving) await this.releaseConnection();
    }
  }

  /**
   * Replaces a dead connection. Only outside any transaction, and only after the dead thread has released its
   * locks. Never after the file was replaced: the caches in memory hold rows of the previous database.
   */
  async #living(): Promise<ThreadConnection> {
    if (!this.#connection) throw new DatabaseError('store_gone', 'The database is not open.');
    const { replaced } = this.#connection;
    if (replaced) throw replaced;
    if (!this.#connection.isGone || this.#closed) return this.#connection;
    await this.#connection.exited;
    const another = await this.#connecting.reconnect();
    // A caller closed the driver in the meantime and did not know of this connection.
    if (this.#closed) await another.close(this.#connecting.closeTimeoutMs);
    return (this.#connection = another);
  }

  async releaseConnection(): Promise<void> {
    const next = this.#line.shift();
    if (next) next();
    else this.#taken = false;
  }

  async beginTransaction(
    connection: ThreadConnection,
    { accessMode }: TransactionSettings,
  ): Promise<void> {
    // `immediate` takes the write lock at once. A transaction that reads first would fail without the busy
    // timeout when another process wrote in between.
    await run(connection, accessMode === 'read only' ? 'begin' : 'begin immediate');
  }

  async commitTransaction(connection: ThreadConnection): Promise<void> {
    await run(connection, 'commit');
  }

  /** SQLite rolls back by itself on a full disk and some other errors. Callers need that first error. */
  async rollbackTransaction(connection: ThreadConnection): Promise<void> {
    await run(connection, 'rollback').catch((error: unknown) => {
      const isRolledBack =
        error instanceof QueryError && error.message.endsWith('no transaction is active');
      if (!isRolledBack) throw error;
    });
  }

  async destroy(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close(this.#connecting.closeTimeoutMs);
  }
}

async function run(connection: ThreadConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql));
}
