import type { Migration } from 'kysely';
import type { ColumnKinds } from './row-codec.ts';

/**
 * Everything that this library has to know of a program's database. `DB` is Kysely's type of all tables.
 * Names of tables and columns are those in the database, such as `created_at`.
 */
export interface DatabaseDefinition<DB, Duty extends string = never> extends ProgramNames {
  /** Every migration by its name. Migrations run in the order of their names. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /** The first migrations of development builds, whose databases no version reads. */
  readonly development?: { readonly migrations: readonly string[]; readonly todo: string };
  /** The fields whose names do not show their type. */
  readonly columns: ColumnKinds<DB>;
  readonly tables: Tables;
  /** A trigger that the migrations make last. Without it, the database is restored in part. */
  readonly lastTrigger?: { readonly table: string; readonly name: string };
  readonly journal?: Journal;
  /** Work that one instance at a time does for all instances. */
  readonly duties?: readonly Duty[];
  /**
   * The number of the advisory lock for writing in PostgreSQL, and the first number of the locks for duties. Another
   * program on the same database must use other numbers.
   */
  readonly lockNumber: number;
  /** The channel on which PostgreSQL notifies every instance of changed rows or tables. */
  readonly channel: string;
}

/** The program's names, for messages to its operator and in PostgreSQL's list of connections. */
export interface ProgramNames {
  /** For sentences: `Vestibule`. */
  readonly program: string;
  /** For `pg_stat_activity`. A command has ` command` behind it. */
  readonly applicationName: string;
  /** The page that says which rights a role needs in PostgreSQL. */
  readonly rightsPage: string;
  /** The command that restores a backup. */
  readonly restoreCommand: (file: string) => string;
}

export interface Tables {
  /** The tables that a copy into another database contains, each after those that it refers to. */
  readonly copied: readonly string[];
  /** Those of them that have one row in a new database already, which the copy replaces. */
  readonly counted: readonly string[];
  /** Tables that a copy leaves out. */
  readonly left: readonly string[];
  /** Tables that no migration makes and that a copy ignores. */
  readonly foreign: readonly string[];
  /** Every use of the database leaves a row in one of these. */
  readonly used: readonly string[];
  /** Tables whose deleted rows must be freed soon. */
  readonly erasedFrom: readonly string[];
}

/**
 * A table to which rows are only appended. When the latest row is missing, an older copy was put back into the file by
 * SQLite itself.
 */
export interface Journal {
  readonly table: string;
  /** A number that rises from row to row. */
  readonly number: string;
  /** Differs between rows with the same number of different databases. */
  readonly hash: string;
}

/** A PostgreSQL server and the database on it. */
export interface DatabaseServer {
  /** For logs and sentences: `host:port/database`. */
  readonly name: string;
  /** A host name or an address; a path is the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** A function, so that printing this object does not show the password. Null: the server needs none. */
  readonly password: (() => string) | null;
  /** Null: the connection is not encrypted. */
  readonly tls: {
    readonly ca: string | null;
    readonly verify: 'nothing' | 'chain' | 'host';
  } | null;
}
