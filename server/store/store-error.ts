import { CodedError } from '../platform/operator-error.ts';

/** Why the store or its keys cannot be used, beside the faults of the database itself (`DatabaseError`). */
type StoreErrorCode =
  /** There is no database, but an unfinished restore has left files. */
  | 'restore_cut_off'
  /** The database is empty, although it was used before. */
  | 'database_emptied'
  /** There is no database here, because everything was moved to PostgreSQL. */
  | 'store_moved'
  /** Another service runs on the data folder. */
  | 'folder_in_use'
  | 'folder_unusable'
  | 'key_missing'
  | 'key_exposed'
  | 'key_malformed'
  | 'key_wrong'
  /** A new key must wait until no other instance uses the old one. */
  | 'key_rotation_waits'
  | 'key_rotated_since'
  /** A new key file cannot be written beside the old one. */
  | 'key_unwritable'
  /** A stored template does not decrypt although the key is right. */
  | 'template_damaged'
  /** The same for a person's authenticator secret. */
  | 'secret_damaged';

/** A fault of the store in a sentence that says what to do next. Never holds a secret. */
export class StoreError extends CodedError<StoreErrorCode> {}
