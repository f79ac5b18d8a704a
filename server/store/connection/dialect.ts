import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect,
  type Driver,
  type Kysely,
  type TransactionSettings,
} from 'kysely';
import type { ThreadConnection } from './connection.ts';

/** Kysely's SQLite, spoken through one connection in another thread. */
export class ThreadDialect implements Dialect {
  readonly #driver: Driver;

  constructor(connection: ThreadConnection, closePatienceMs: number) {
    this.#driver = new ThreadDriver(connection, closePatienceMs);
  }

  createDriver(): Driver {
    return this.#driver;
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** Lets a migration run in one transaction, which SQLite can: half a migration is never left behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ThreadDriver implements Driver {
  readonly #connection: ThreadConnection;
  readonly #closePatienceMs: number;
  readonly #line: (() => void)[] = [];
  #taken = false;

  constructor(connection: ThreadConnection, closePatienceMs: number) {
    this.#connection = connection;
    this.#closePatienceMs = closePatienceMs;
  }

  init(): Promise<void> {
    return this.#connection.open();
  }

  /** One connection, so one transaction at a time, in the order of asking. */
  async acquireConnection(): Promise<ThreadConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#line.push(resolve));
    this.#taken = true;
    return this.#connection;
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

  async rollbackTransaction(connection: ThreadConnection): Promise<void> {
    await run(connection, 'rollback');
  }

  destroy(): Promise<void> {
    return this.#connection.close(this.#closePatienceMs);
  }
}

async function run(connection: ThreadConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql));
}
