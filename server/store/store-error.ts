import { OperatorError } from '../platform/operator-error.ts';

/** Why the store cannot do what it was asked. */
type StoreErrorCode =
  /** The database was written by a newer version of this program. */
  | 'database_newer'
  /** It could not be brought up to date, and is as it was. */
  | 'upgrade_failed'
  /** The file is not a database, is damaged, or cannot be opened. */
  | 'database_unusable'
  /** There is no database, but what a restore that did not come to its end has left. */
  | 'restore_cut_off'
  /** Another service runs on the data folder. */
  | 'folder_in_use'
  | 'folder_unusable'
  /** The thread that runs the database is gone. */
  | 'store_gone'
  /** A copy of the database could not be made. */
  | 'copy_failed'
  | 'key_missing'
  | 'key_exposed'
  | 'key_malformed'
  | 'key_wrong'
  /** Another process rotated the key in the meantime. */
  | 'key_rotated'
  /** No new key can be written beside the old one. */
  | 'key_unwritable'
  /** A stored template does not decrypt although the key is right. */
  | 'template_damaged';

/** A fault of the store in a sentence that says what to do next. Never holds a secret. */
export class StoreError extends OperatorError {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** What SQLite said of one query. `code` is SQLite's own, for example `SQLITE_CONSTRAINT_UNIQUE`. */
export class QueryError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'QueryError';
    this.code = code;
  }

  /** See `sentenceForOperator`. */
  operatorSentence(): string | null {
    // After a second underscore SQLite says more.
    return sentences[this.code.split('_').slice(0, 2).join('_')] ?? null;
  }
}

const sentences: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'Another process keeps the database locked. Try again in a moment.',
  SQLITE_FULL: 'The disk is full. Make room and try again; nothing was changed.',
  SQLITE_READONLY: 'The database may only be read. Look at the permissions of the data folder.',
  SQLITE_IOERR: 'The disk that holds the database reports faults. Look at the system log.',
  SQLITE_CORRUPT: 'The database is damaged. Restore it from a backup.',
};
