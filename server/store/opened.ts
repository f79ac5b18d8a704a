import type { DatabaseServer } from '../config/database-server.ts';
import type { Db } from './schema.ts';
import type { Sessions } from './sessions.ts';

export interface StoreOptions {
  /** Created with its folder if missing; only its owner can read it. */
  databaseFile: string;
  /** The PostgreSQL server that has the store instead. The database file is then unused. Default: none. */
  databaseServer?: DatabaseServer | null;
  /**
   * If this key exists, the store was used before: an empty database or an unfinished restore is refused and left
   * unchanged. Default: an empty database counts as new.
   */
  templateKeyFile?: string;
  /** If this seal exists, a missing SQLite file counts as lost, not as new. */
  auditSealFile?: string;
  /** Whether a command waits for PostgreSQL. Default: a visitor may wait, so the timeouts are short. */
  forCommand?: boolean;
  /** Skips the check of the file, to read what is still readable before it is replaced. */
  evenIfDamaged?: boolean;
  /**
   * `this version` (default): upgrades, after copying the database beside itself. `without a copy`: the database is
   * itself a copy. `as it is`: keeps the version that wrote it.
   */
  schema?: 'this version' | 'without a copy' | 'as it is';
  /** How long a query waits for another process's lock. Blocks only the store. */
  busyTimeoutMs?: number;
  /** How long `close` waits for running queries. */
  closeTimeoutMs?: number;
  /**
   * Called when the database's thread dies or a connection to PostgreSQL breaks. Waiting queries and the open
   * transaction are rejected. The next query runs on another thread or connection.
   */
  onDeath?: (error: Error) => void;
  /**
   * Called once when another program has replaced the SQLite database. All later queries are rejected, because
   * cached rows come from another database. To go on, close the store and open it again.
   */
  onReplaced?: (error: Error) => void;
}

/** The database. One transaction writes at a time. SQLite's queries run in a thread of their own. */
export interface Store {
  readonly db: Db;
  /**
   * The same database, read only and on a connection of its own, for reads that no visitor waits for. No held
   * sign-in queues behind them.
   */
  readonly reading: Db;
  /** What several instances share through one database. */
  readonly sessions: Sessions;
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
