import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { replacedMark } from './connection/open-file.ts';
import { createEmpty, syncToDisk } from './database-file.ts';
import { sqlDialectOf } from './dialects/sql-dialect.ts';
import { integrityFault } from './integrity.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';
import { OperatorError, vestibule } from '../platform/operator-error.ts';

/**
 * Copies the database as it is at this moment into one SQLite file that only its owner can read. Others go on
 * writing meanwhile. The rows are written one by one, so the copy holds nothing that was erased. The copy is
 * checked before it gets its name.
 * @param file a path where there is no file
 * @param complete adds to the copy before the check; when it rejects, nothing is left
 * @throws {StoreError} `copy_failed`
 */
export async function copyDatabase(
  db: Db,
  file: string,
  complete?: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    // SQLite writes into an existing empty file and keeps its permissions.
    await createEmpty(draft);
    await sqlDialectOf(db).copyInto(db, draft);
    withoutEpoch(draft);
    await complete?.(draft);
    const faults = faultsOf(draft);
    if (faults !== null) throw new StoreError('copy_failed', `The copy is damaged: ${faults}.`);
    await syncToDisk(draft);
    await rename(draft, file);
    await syncToDisk(path.dirname(file));
  } catch (error) {
    await removeDatabase(draft);
    if (error instanceof OperatorError) throw error;
    const { code = 'an unknown fault' } = error as { code?: string };
    throw new StoreError(
      'copy_failed',
      `The database cannot be copied to ${file} because of ${code}. Nothing was left there.`,
      { cause: error },
    );
  }
}

/** Faults of the pages, indexes and references of a database file, or null. Blocks while it reads. */
export function faultsOf(file: string): string | null {
  const database = new Database(file, { readonly: true });
  try {
    const fault = integrityFault(database);
    if (fault !== null) return fault;
    const dangling = database.pragma('foreign_key_check') as unknown[];
    return dangling.length === 0 ? null : `${dangling.length} rows refer to nothing`;
  } finally {
    database.close();
  }
}

/** Also removes the side files that SQLite may have left. */
export async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(file + suffix, { force: true });
}

/** Resets the epoch. A connection then notices at once when this copy is written over its database. */
function withoutEpoch(file: string): void {
  const database = new Database(file);
  try {
    database.pragma('user_version = 0');
  } finally {
    database.close();
  }
}

/** Suffix of a database, and of its key, that `restore` has put aside. A time follows. */
export const asideMark = '.before-restore-';
/** Suffix of the database that `restore` is about to put in place. */
export const restoringMark = '.restoring';
/** Suffix of the copy that an upgrade makes first. A time follows. */
const upgradeMark = '.before-upgrade-';
/** Suffix of the former database after a move to PostgreSQL. A time follows. */
export const movedMark = '.moved-';

/**
 * Files that a restore has left where the database itself is missing. Empty when the database exists or never
 * existed. An empty database in its place would forget every enrolled person and everybody who must never be
 * captured.
 */
export function tracesOfRestore(databaseFile: string): string[] {
  return existsSync(databaseFile) ? [] : markedFiles(databaseFile, [asideMark, restoringMark]);
}

/** Suffix of the database that `store move` is about to put in place. */
export const movingMark = '.moving';

/** Suffix of a folder in which a restore is rehearsed. */
export const rehearsalMark = '.rehearsal-';

/** Copies that restores, upgrades and moves have left beside a database. They still hold people erased since. */
export function copiesBeside(databaseFile: string): string[] {
  const marks = [
    ...[asideMark, restoringMark, upgradeMark, movedMark, movingMark],
    ...[rehearsalMark, replacedMark],
  ];
  return markedFiles(databaseFile, marks);
}

/** Folders that killed rehearsals have left. */
export function rehearsalsBeside(databaseFile: string): string[] {
  return markedFiles(databaseFile, [rehearsalMark]);
}

/** The former database files after a move to PostgreSQL; empty when a database is in place. */
export function movedAway(databaseFile: string): string[] {
  return existsSync(databaseFile) ? [] : markedFiles(databaseFile, [movedMark]);
}

/** The database files beside this one whose names continue with one of the marks, sorted by name. */
function markedFiles(databaseFile: string, marks: readonly string[]): string[] {
  const folder = path.dirname(databaseFile);
  const name = path.basename(databaseFile);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((each) => marks.some((mark) => each.startsWith(name + mark)))
    .filter((each) => !/-(wal|shm|journal)$/.test(each))
    .map((each) => path.join(folder, each))
    .sort();
}

export function movedSentence(moved: readonly string[]): string {
  return (
    `What was in this data folder was moved to PostgreSQL; ${moved.join(', ')} is what it was then. Give ` +
    'the address of the database (VESTIBULE_DATABASE_URL), or move that file elsewhere to begin again. ' +
    'Nothing was changed.'
  );
}

/** @param traces at least one file */
export function cutOffSentence(databaseFile: string, traces: readonly string[]): string {
  return (
    `There is no database ${databaseFile}, but what a restore left: ${traces.join(', ')}. It was ` +
    `cut off before its end. Restore again (${vestibule} restore FILE): it begins with what was ` +
    'there before. If you want to begin again, move those files elsewhere. Nothing was changed.'
  );
}

/** The copies that upgrades have left beside a database, latest first. */
export function upgradeBackups(databaseFile: string): string[] {
  return markedFiles(databaseFile, [upgradeMark]).reverse();
}

/**
 * Copies a database before its upgrade and deletes the copy of the previous upgrade, which contains people erased
 * since. @throws {StoreError} `copy_failed`
 * @returns the path of the copy
 */
export async function backUpBeforeUpgrade(db: Db, databaseFile: string): Promise<string> {
  const earlier = upgradeBackups(databaseFile);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const file = databaseFile + upgradeMark + stamp;
  await copyDatabase(db, file);
  for (const old of earlier) await rm(old, { force: true });
  return file;
}

/** The latest upgrade copy that a program with these migrations can open, or null. */
export function backupForThisVersion(
  databaseFile: string,
  known: readonly string[],
): string | null {
  const fits = (file: string) => migrationsIn(file)?.every((name) => known.includes(name)) ?? false;
  return upgradeBackups(databaseFile).find(fits) ?? null;
}

/** The names of the migrations that a database file has; null when the file cannot be read. */
export function migrationsIn(file: string): string[] | null {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true });
    try {
      const names = database.prepare('select name from kysely_migration order by name').pluck();
      return names.all() as string[];
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}
