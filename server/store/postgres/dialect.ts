import {
  CompiledQuery,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type PostgresPool,
  type TransactionSettings,
} from 'kysely';
import { StorePostgresCompiler } from '../dialects/postgres-compiler.ts';
import { StorePostgresAdapter } from '../dialects/postgres.ts';
import { beginWriting } from './pool.ts';

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
  override async beginTransaction(
    connection: DatabaseConnection,
    { accessMode, isolationLevel }: TransactionSettings,
  ): Promise<void> {
    const begin =
      accessMode === 'read only'
        ? 'begin isolation level repeatable read read only'
        : beginWriting(isolationLevel === 'read committed' ? 'shared' : 'alone');
    await connection.executeQuery(CompiledQuery.raw(begin));
  }
}
