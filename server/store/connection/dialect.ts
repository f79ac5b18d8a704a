import {
  CompiledQuery,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect,
  type Driver,
  type Kysely,
  type TransactionSettings,
} from 'kysely';
import { StoreSqliteAdapter } from '../dialects/sqlite.ts';
import { columnOf } from '../row-codec.ts';
import { QueryError, StoreError } from '../store-error.ts';
import type { ThreadConnection } from './connection.ts';

interface Connecting {
  /** Makes a connection and opens it. */
  connect: () => Promise<ThreadConnection>;
  /** Makes another one, to the same database, after the thread of the one before has died. */
  reconnect: () => Promise<ThreadConnection>;
  closeTimeoutMs: number;
}

/** Kysely's SQLite, spoken through one connection in another thread. */
export class ThreadDialect implements Dialect {
  readonly #driver: ThreadDriver;

  constructor(connecting: Connecting) {
    this.#driver = new ThreadDriver(connecting);
  }

  createDriver(): Driver {
    return this.#driver;
  }

  /** Sends the thread a query, ahead of the queue. @throws {QueryError, StoreError} */
  async askThread(): Promise<void> {
    await this.#driver.askThread();
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new StoreSqliteCompiler();
  }

  createAdapter(): StoreSqliteAdapter {
    return new StoreSqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** In the program, columns have names like `createdAt`. */
class StoreSqliteCompiler extends SqliteQueryCompiler {
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

  /** One connection, so one transaction at a time, in the order of asking. */
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

  /** It does not matter whose transaction it is read in. */
  async askThread(): Promise<void> {
    const isLiving = this.#connection?.isGone === false;
    const connection = isLiving ? this.#connection! : await this.acquireConnection();
    try {
      await connection.executeQuery(CompiledQuery.raw('select 1 from people limit 1'));
    } finally {
      if (!isLiving) await this.releaseConnection();
    }
  }

  /**
   * After a death, another connection: only here, outside any transaction, and
   * only when the dead thread has let go of its locks. None after the file was replaced: what is in memory
   * is of the one before.
   */
  async #living(): Promise<ThreadConnection> {
    if (!this.#connection) throw new StoreError('store_gone', 'The database is not open.');
    const { replaced } = this.#connection;
    if (replaced) throw replaced;
    if (!this.#connection.isGone || this.#closed) return this.#connection;
    await this.#connection.exited;
    const another = await this.#connecting.reconnect();
    // Closed in the meantime, by someone who did not know of this one.
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
    // `immediate`: a transaction that reads first and writes later would fail at once, without the
    // busy timeout, when another process wrote in between.
    await run(connection, accessMode === 'read only' ? 'begin' : 'begin immediate');
  }

  async commitTransaction(connection: ThreadConnection): Promise<void> {
    await run(connection, 'commit');
  }

  /** On a full disk and after some other faults, SQLite has rolled back by itself; their error is the one that counts. */
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
