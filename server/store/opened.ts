import type { DatabaseServer } from '../config/database-server.ts';
import type { Db } from './schema.ts';
import type { Sessions } from './sessions.ts';

export interface StoreOptions {
  /** Created with its folder when missing, readable by its owner only. */
  databaseFile: string;
  /** Where the store is instead, in PostgreSQL; the file is not touched then. Default: nowhere. */
  databaseServer?: DatabaseServer | null;
  /**
   * Where this key is, the store was used before: an empty one, or one that is being put back, is refused
   * and left as it is. Default: an empty one is a new one.
   */
  templateKeyFile?: string;
  /** The same: where it is, a file of SQLite that is missing is one that was used. */
  auditSealFile?: string;
  /** Who waits for the answers of PostgreSQL; default: someone at the door, so they are bounded tightly. */
  forCommand?: boolean;
  /** Not looked through first: to read what can still be read before it is replaced. */
  evenIfDamaged?: boolean;
  /**
   * `this version` (default): brought up to date, with a copy beside it of what it was before.
   * `without a copy`: for one that is a copy itself. `as it is`: for the version that wrote it.
   */
  schema?: 'this version' | 'without a copy' | 'as it is';
  /** How long a query waits for a lock that another process holds. Blocks nothing but the store. */
  busyTimeoutMs?: number;
  /** How long `close` waits for queries that are under way. */
  closeTimeoutMs?: number;
  /**
   * Told when the database's thread dies, or a connection to PostgreSQL breaks. What waits for it then is
   * rejected, and so is the rest of a transaction that was under way; the next query is run by another thread.
   */
  onDeath?: (error: Error) => void;
  /**
   * Called once when another program has replaced the database of SQLite. Every query is rejected from then
   * on: what was read before is of another database. To go on, close the store and open it again.
   */
  onReplaced?: (error: Error) => void;
}

/** The database, in which one transaction writes at a time. SQLite's queries run in a thread of their own. */
export interface Store {
  readonly db: Db;
  /**
   * The same for what no one waits for at the door, to be read only: on a connection of its own, so that no held
   * sign-in queues behind it.
   */
  readonly reading: Db;
  /** What several instances on one database have in common. */
  readonly sessions: Sessions;
  /** Rewrites the whole database, so that no page holds what was deleted. False when that cannot be said. */
  rewrite(): Promise<boolean>;
  /**
   * Moves everything from the write-ahead log into the database file and empties the log, so that
   * what was erased is on the disk no more. Returns false when another process was in the way, and for
   * PostgreSQL, whose log and backups go on holding it.
   */
  scrub(): Promise<boolean>;
  /**
   * False when only another process can repair it. A server that is out of reach is no reason for one, and a
   * file that was replaced is none: this process goes on.
   */
  isWell(): Promise<boolean>;
  close(): Promise<void>;
}
