import type { Kysely, RawBuilder } from 'kysely';
import type { Db } from '../schema.ts';

/**
 * All in which the databases differ that is not in their connections: everything else is written once
 * and works with both. Each database has its own in a file of this folder.
 */
export interface SqlDialect {
  /** For logs and for the operator. */
  readonly name: string;
  /** After a table's columns: refuses a value of another type than its column's. */
  readonly strictSuffix: RawBuilder<unknown> | null;
  /** What the first schema has beside its tables. */
  readonly triggers: readonly RawBuilder<unknown>[];
  /** Before the first migration. */
  prepare(db: Kysely<unknown>): Promise<void>;
  /** The larger of two values, neither of which is null. */
  readonly larger: <T>(one: RawBuilder<T>, other: RawBuilder<T>) => RawBuilder<T>;
  /** The smaller of two values; the one that is not null when one is. */
  readonly smaller: <T>(one: RawBuilder<T>, other: RawBuilder<T>) => RawBuilder<T>;
  /** A constant table of ids and bytes, with the columns `column1` and `column2`. */
  idsWithBytes(rows: readonly { id: number | string; bytes: Buffer }[]): RawBuilder<unknown>;
  /** At the end of a subquery whose rows are about to be changed: passes over those that someone else is changing. */
  readonly skipLocked: RawBuilder<unknown>;
  /** At the end of a query: anyone else who asks for these rows so waits until the transaction ends. */
  readonly lockRows: RawBuilder<unknown>;
  /** Milliseconds since 1970 by the database's own clock. */
  readonly clockMs: RawBuilder<number>;
  /**
   * When a lease ends that begins now and lasts so long, as it is stored: by a clock that all have in common,
   * for those of machines differ. @param now by this machine's clock, which is that of its own SQLite
   */
  readonly leaseEnd: (now: Date, leaseMs: number) => RawBuilder<string>;
  /** The end of a lease in that column, by this machine's clock. */
  readonly leaseEndHere: (column: string, now: Date) => RawBuilder<string>;
  /** Selects `name` of the triggers of a table. */
  triggersOf(table: string): RawBuilder<{ name: string }>;
  /** Selects `table` and `column` of every column that refers to people, by a foreign key or by its name. */
  readonly columnsAboutPeople: RawBuilder<{ table: string; column: string }>;
  /** Selects rows that refer to nothing; null where the database never has any. */
  readonly danglingRows: RawBuilder<unknown> | null;
  /** What goes on holding what was deleted, and for how long, in sentences for a receipt. */
  readonly keepsDeleted: readonly string[];
  /** Changes a number for good, and nothing else: as little as can be written. Outside of a transaction. */
  leastWrite(db: Db): Promise<unknown>;
  /** Writes everything there is at this moment into a file of SQLite that is there and empty. */
  copyInto(db: Db, file: string): Promise<void>;
  /** Everything in a table, at most so many rows at a time, in the order in which it was stored. In a transaction. */
  pagesOf(db: Db, table: string, limit: number): AsyncGenerator<Record<string, unknown>[]>;
  /**
   * Makes the triggers of these tables do nothing until the function that is returned is called, in the
   * same transaction, when the rows are there: it also lets numbers go on after the highest there is.
   */
  suspendTriggers(db: Db, tables: readonly string[]): Promise<() => Promise<void>>;
  /**
   * Appends an event to the audit chain without a round trip between reading its end and writing: the database
   * makes the number and the hash. Without parameters, see `atCommit`. Null where no one else writes meanwhile.
   */
  readonly appendToChain: ((event: ChainedText) => RawBuilder<unknown>) | null;
  /** Selects nothing. Holds back anyone else who puts a seal of the audit record in its place. */
  readonly lockSeal: RawBuilder<unknown> | null;
}

/** An event's columns by their names, and what is hashed of it between its number and its predecessor's hash. */
interface ChainedText {
  columns: Readonly<Record<string, string | null>>;
  hashed: string;
  /** The predecessor's hash of the first event. */
  chainStart: string;
}

/** The row without a column that only says in which order it was stored. */
export function without(row: object, column: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}

interface WithSqlDialect {
  readonly sqlDialect: SqlDialect;
}

/** Of the database that this is, or a transaction in it. */
export function sqlDialectOf(db: Pick<Kysely<unknown>, 'getExecutor'>): SqlDialect {
  return (db.getExecutor().adapter as unknown as WithSqlDialect).sqlDialect;
}
