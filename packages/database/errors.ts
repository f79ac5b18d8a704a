/** Why the database cannot do what it was asked. */
export type DatabaseErrorCode =
  /** The database was written by a newer version of the program. */
  | 'database_newer'
  /** A development build wrote it, before there was a version. */
  | 'database_of_development'
  /** The upgrade failed, and the database is unchanged. */
  | 'upgrade_failed'
  /** The file is not a database, is damaged, or cannot be opened. */
  | 'database_unusable'
  /** PostgreSQL cannot be reached or refuses the login. */
  | 'database_unreachable'
  /** A pooler in front of PostgreSQL gives each transaction another session. */
  | 'database_pooled'
  /** A restore of the database is running or was interrupted. */
  | 'database_incomplete'
  /** The thread that runs the database is gone. */
  | 'store_gone'
  /** Another program replaced the database while it was open. */
  | 'store_replaced'
  /** A copy of the database could not be made. */
  | 'copy_failed';

/** A fault of the database in a sentence that says what to do next. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
    this.code = code;
  }

  operatorSentence(): string {
    return this.message;
  }
}

/**
 * The database's error for one query. `code` is the database's own, for example `SQLITE_CONSTRAINT_UNIQUE`, or
 * `23505` of PostgreSQL.
 */
export class QueryError extends Error {
  readonly code: string;
  readonly #rightsPage: string | null;

  /** @param rightsPage the page that says which rights a role needs */
  constructor(code: string, message: string, rightsPage: string | null = null) {
    super(message);
    this.name = 'QueryError';
    this.code = code;
    this.#rightsPage = rightsPage;
  }

  /** Whether another row already has a value that must be unique. */
  isTaken(): boolean {
    return /^(SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)|23505)$/.test(this.code);
  }

  /** Whether the database undid the transaction because of other transactions. The caller may retry. */
  isUndone(): boolean {
    return /^40(001|P01)$/.test(this.code);
  }

  /** Whether another program locked the SQLite database for longer than the timeout. */
  isLocked(): boolean {
    return /^SQLITE_(BUSY|LOCKED)/.test(this.code);
  }

  /** Whether the SQLite database's file is missing. It may come back unchanged. */
  isAway(): boolean {
    return this.code === 'file_away';
  }

  /** Whether the database is out of reach, and not only this query refused. */
  isConnectionLost(): boolean {
    return /^(no_answer|connection_lost|08\w{3}|57P\w{2}|25P03|E(AI_)?[A-Z]{3,})$/.test(this.code);
  }

  /** Whether this PostgreSQL session may only read. A new session may be allowed to write. */
  isReadOnly(): boolean {
    return this.code === '25006';
  }

  /** Whether the disk of the database is full. */
  isDiskFull(): boolean {
    return this.code === 'SQLITE_FULL' || this.code === '53100';
  }

  /** Whether a retry may succeed soon, because nothing is wrong with the query. */
  mayPass(): boolean {
    return (
      this.isUndone() ||
      this.isConnectionLost() ||
      /^(no_turn|53\w{3}|55P03|57014)$/.test(this.code)
    );
  }

  /** Whether no retry can succeed: the query breaks a rule or holds a value that no column takes. */
  isForGood(): boolean {
    return /^(SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)\w*|2[23]\w{3})$/.test(this.code);
  }

  /** Says what the operator can do; null for a fault of the program. */
  operatorSentence(): string | null {
    if (this.isConnectionLost()) return unreachable;
    if (this.code === '42501') {
      const page = this.#rightsPage === null ? '' : `; ${this.#rightsPage} says which it needs`;
      return `The database role lacks a right${page}.`;
    }
    // SQLite adds details after a second underscore. PostgreSQL's first two characters are an error class.
    const kind = this.code.split('_').slice(0, 2).join('_');
    return sentences[kind] ?? sentences[this.code.slice(0, 2)] ?? null;
  }
}

const unreachable =
  'PostgreSQL cannot be reached, or does not answer. Look at the server and the network, then try again.';

const sentences: Readonly<Record<string, string>> = {
  file_away: 'The database file is not at its place. Put it back, or restore a backup.',
  SQLITE_BUSY: 'Another process keeps the database locked. Try again in a moment.',
  SQLITE_FULL: 'The disk is full. Make room and try again; nothing was changed.',
  SQLITE_READONLY: 'The database may only be read. Look at the permissions of the data folder.',
  SQLITE_IOERR: 'The disk that holds the database reports faults. Look at the system log.',
  SQLITE_CORRUPT: 'The database is damaged. Restore it from a backup.',
  '25006': 'PostgreSQL only lets its data be read: is this the address of a standby?',
  no_turn:
    'The service is too busy with other queries. Try again in a moment; look at how fast PostgreSQL answers.',
  '53': 'PostgreSQL has run out of something: disk, memory or connections. Look at its log.',
  '55P03': 'Another process keeps the database locked. Try again in a moment.',
  '57014': 'PostgreSQL timed out, and the query was cancelled; nothing was changed. Try again.',
  XX001: 'The database is damaged. Restore it from a backup.',
  XX002: 'An index of the database is damaged. Look at the log of PostgreSQL.',
};
