import type { Kysely, RawBuilder } from 'kysely';

/** A database or a transaction, for statements in raw SQL. */
export type Executor = Pick<Kysely<unknown>, 'getExecutor'>;

/**
 * The differences between the databases beside their connections. All other code is written once and works
 * with both. Each database has a file in this folder.
 */
export interface SqlDialect {
  /** Name for logs and for the operator. */
  readonly name: string;
  /** Follows a table's columns and makes the database reject values of another type. */
  readonly strictSuffix: RawBuilder<unknown> | null;
  /** Call this in the first migration, before it makes a table. */
  prepare(db: Executor): Promise<void>;
  /** The larger of two values, neither of which is null. */
  readonly larger: <T>(one: RawBuilder<T>, other: RawBuilder<T>) => RawBuilder<T>;
  /** The smaller of two values; the one that is not null when one is. */
  readonly smaller: <T>(one: RawBuilder<T>, other: RawBuilder<T>) => RawBuilder<T>;
  /** A constant table of ids and bytes, with the columns `column1` and `column2`. */
  idsWithBytes(rows: readonly { id: number | string; bytes: Buffer }[]): RawBuilder<unknown>;
  /** Ends a subquery whose rows are about to be changed: skips rows that another transaction is changing. */
  readonly skipLocked: RawBuilder<unknown>;
  /** Ends a query: other queries that lock these rows wait until the transaction ends. */
  readonly lockRows: RawBuilder<unknown>;
  /** Milliseconds since 1970 by the database's clock. */
  readonly clockMs: RawBuilder<number>;
  /**
   * The stored end of a lease that begins now. PostgreSQL uses its own clock, because the clocks of machines
   * differ. @param now this machine's clock, which SQLite uses
   */
  readonly leaseEnd: (now: Date, leaseMs: number) => RawBuilder<string>;
  /** The end of the lease in that column, by this machine's clock. */
  readonly leaseEndHere: (column: string, now: Date) => RawBuilder<string>;
  /** Selects the `name` of each trigger of a table. */
  triggersOf(table: string): RawBuilder<{ name: string }>;
  /** Selects `table` and `column` of every column that refers to a table by foreign key, or has that name. */
  referencesTo(table: string, named: string): RawBuilder<{ table: string; column: string }>;
  /** Selects rows whose references are missing; null where the database never has any. */
  readonly danglingRows: RawBuilder<unknown> | null;
  /** Writes one number durably, and nothing more. Call this outside a transaction. */
  leastWrite<DB>(db: Kysely<DB>): Promise<unknown>;
  /**
   * Writes the current contents into an empty SQLite file that already exists. Null where rows are copied one by one.
   */
  readonly copyInto: ((db: Executor, file: string) => Promise<void>) | null;
  /** All rows of a table in the order of storing, at most `limit` at a time. Call this in a transaction. */
  pagesOf(db: Executor, table: string, limit: number): AsyncGenerator<Record<string, unknown>[]>;
  /**
   * Disables the triggers of these tables until the returned function is called. Call that function in the same
   * transaction after the rows are written: it also continues the sequences after the highest number.
   */
  suspendTriggers(db: Executor, tables: readonly string[]): Promise<() => Promise<void>>;
  /**
   * Selects nothing. Waits for other transactions that took the same number, until this transaction ends. Null where
   * there is one writer.
   */
  readonly lockUntilEnd: ((number: number) => RawBuilder<unknown>) | null;
}

/** Returns the row without a column that only gives the order of storing. */
export function withoutColumn(row: object, column: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}

interface WithSqlDialect {
  readonly sqlDialect: SqlDialect;
}

/** Returns the dialect of a database or transaction. */
export function sqlDialectOf(db: Executor): SqlDialect {
  return (db.getExecutor().adapter as unknown as WithSqlDialect).sqlDialect;
}
