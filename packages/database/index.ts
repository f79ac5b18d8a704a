/** One Kysely schema in a SQLite file, on a thread of its own, or in PostgreSQL. See README.md. */
export {
  bytes,
  caseless,
  createTable,
  index,
  key,
  keyPartOf,
  notBlank,
  oneOf,
  partOf,
  notNull,
  notNullAndUnique,
  rowNumber,
  unique,
} from './columns.ts';
export { copyMarks, filesBeside, migrationsIn, upgradeCopies } from './copies-beside.ts';
export { faultsOf, removeDatabase } from './copy-file.ts';
export { copyToFile, copyRows, hasNoRows } from './copy-rows.ts';
export { copyBytes, makeFolderOf, syncToDisk } from './database-file.ts';
export type { DatabaseDefinition, DatabaseServer } from './definition.ts';
export { sqlDialectOf, withoutColumn } from './dialects/sql-dialect.ts';
export { DatabaseError, QueryError } from './errors.ts';
export {
  expectLastTrigger,
  inspectDatabaseFile,
  isUnused,
  type DatabaseState,
  type UsedBefore,
} from './inspect.ts';
export { developmentSentence } from './migrate.ts';
export { openDatabaseFile } from './open-sqlite.ts';
export type { FileOptions, OpenDatabase } from './opened.ts';
export {
  inspectDatabaseServer,
  isDatabaseServerUsed,
  openDatabaseServer,
} from './postgres/load.ts';
export type { ServerFacts } from './postgres/examine-server.ts';
export { lockForProcess } from './process-lock.ts';
export { columnOf, storedRow, type ColumnKinds } from './row-codec.ts';
export {
  changeRows,
  deleteRows,
  findRow,
  findRows,
  hadEffect,
  insertNew,
  rowsChanged,
} from './rows.ts';
export {
  ciphertextRows,
  putCiphertextRows,
  type CiphertextRow,
  type SealedColumn,
} from './sealed-columns.ts';
export { atCommit, RowNotices, withoutWriteLock } from './sessions.ts';
export { tryWriting, writingProbe } from './writing-probe.ts';
