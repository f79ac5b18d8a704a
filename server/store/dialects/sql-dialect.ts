import type { Kysely, RawBuilder } from 'kysely';
import type { Db } from '../schema.ts';

/**
 * The differences between the databases beside their connections. All other code is written once and works
 * with both. Each database has a file in this folder.
 */
export interface SqlDialect {
  /** Name for logs and for the operator. */
  readonly name: string;
  /** Follows a table's columns and makes the database reject values of another type. */
  readonly strictSuffix: RawBuilder<unknown> | null;
  /** Triggers of the first schema. */
  readonly triggers: readonly RawBuilder<unknown>[];
  /** Runs before the first migration. */
  prepare(db: Kysely<unknown>): Promise<void>;
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
  /** Selects `table` and `column` of every column that refers to people, by foreign key or by name. */
  readonly columnsAboutPeople: RawBuilder<{ table: string; column: string }>;
  /** Selects rows whose references are missing; null where the database never has any. */
  readonly danglingRows: RawBuilder<unknown> | null;
  /** Sentences for a receipt: what keeps deleted rows, and for how long. */
  readonly keepsDeleted: readonly string[];
  /** Writes one number durably, and nothing more. Call this outside a transaction. */
  leastWrite(db: Db): Promise<unknown>;
  /** Writes the current contents into an empty SQLite file that already exists. */
  copyInto(db: Db, file: string): Promise<void>;
  /** All rows of a table in the order of storing, at most `limit` at a time. Call this in a transaction. */
  pagesOf(db: Db, table: string, limit: number): AsyncGenerator<Record<string, unknown>[]>;
  /**
   * Disables the triggers of these tables until the returned function is called. Call that function in the same
   * transaction after the rows are written: it also continues the sequences after the highest number.
   */
  suspendTriggers(db: Db, tables: readonly string[]): Promise<() => Promise<void>>;
  /**
   * Appends an event to the audit chain in one round trip: the database computes the number and the hash. Uses no
   * parameters, see `atCommit`. Null where there is no other writer.
   */
  readonly appendToChain: ((event: ChainedText) => RawBuilder<unknown>) | null;
  /** Selects nothing. Makes other transactions that replace a seal of the audit record wait. */
  readonly lockSeal: RawBuilder<unknown> | null;
}

/** An event's columns by name, and the text that is hashed between its number and the previous hash. */
interface ChainedText {
  columns: Readonly<Record<string, string | null>>;
  hashed: string;
  /** The previous hash of the first event. */
  chainStart: string;
}

/** Returns the row without a column that only gives the order of storing. */
export function without(row: object, column: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}

interface WithSqlDialect {
  readonly sqlDialect: SqlDialect;
}

/** Returns the dialect of a database or transaction. */
export function sqlDialectOf(db: Pick<Kysely<unknown>, 'getExecutor'>): SqlDialect {
  return (db.getExecutor().adapter as unknown as WithSqlDialect).sqlDialect;
}
