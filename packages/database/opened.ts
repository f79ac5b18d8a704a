import type { Kysely } from 'kysely';
import type { DatabaseError } from './errors.ts';
import type { UsedBefore } from './inspect.ts';
import type { FileCheck } from './integrity.ts';
import type { Sessions } from './sessions.ts';

export interface FileOptions {
  /** Created with its folder if missing; only its owner can read it. */
  databaseFile: string;
  /** Then an empty database or an unfinished restore is refused. Default: an empty database counts as new. */
  usedBefore?: UsedBefore | null;
  /** How thoroughly the file is checked before it is opened; default: whole. See `damage` for the rest. */
  check?: FileCheck;
  /** Skips the check of the file, to read what is still readable before it is replaced. */
  evenIfDamaged?: boolean;
  /**
   * `this version` (default): upgrades, after copying the database beside itself. `without a copy`: the database is
   * itself a copy. `as it is`: keeps the version that wrote it.
   */
  schema?: 'this version' | 'without a copy' | 'as it is';
  /** How long a query waits for another process's lock. Blocks only the database. */
  busyTimeoutMs?: number;
  /** How long `close` waits for running queries. */
  closeTimeoutMs?: number;
  /**
   * Called when the database's thread dies. Waiting queries and the open transaction are rejected. The next query runs
   * on another thread.
   */
  onDeath?: (error: Error) => void;
  /**
   * Called once when another program has replaced the SQLite database. All later queries are rejected, because
   * cached rows come from another database. To go on, close the database and open it again.
   */
  onReplaced?: (error: Error) => void;
}

export interface ServerOptions {
  usedBefore?: UsedBefore | null;
  /** Whether a command waits for PostgreSQL. Default: somebody may wait, so the timeouts are short. */
  forCommand?: boolean;
  /** How long `close` waits for running queries. */
  closeTimeoutMs?: number;
  /** Called when the connection for duties and notices breaks. Another one is made. */
  onLost?: (error: Error) => void;
}

/** An open database. One transaction writes at a time. SQLite's queries run in a thread of their own. */
export interface OpenDatabase<DB, Duty extends string = never> {
  readonly db: Kysely<DB>;
  /**
   * The same database, read only and on a connection of its own, for long reads. No query of `db` queues behind them.
   */
  readonly reading: Kysely<DB>;
  /** What several instances share through one database. */
  readonly sessions: Sessions<Duty>;
  /** Checks the whole SQLite file on a connection of its own. Null for PostgreSQL, which has checks of its own. */
  damage(): Promise<DatabaseError | null>;
  /** Share of the pages that hold nothing, 0 to 1; 0 for PostgreSQL, which frees pages by itself. */
  freeShare(): Promise<number>;
  /** Rewrites the whole database, so that no page holds deleted rows. False when that cannot be guaranteed. */
  rewrite(): Promise<boolean>;
  /**
   * Moves the write-ahead log into the database file and empties the log, so that the disk no longer holds what
   * was erased. False when another process was in the way. False for PostgreSQL, whose log and backups keep
   * deleted rows.
   */
  scrub(): Promise<boolean>;
  /**
   * False when only a restart of the process can help. True for an unreachable server or a replaced file, because
   * this process recovers from both.
   */
  isWell(): Promise<boolean>;
  close(): Promise<void>;
}
