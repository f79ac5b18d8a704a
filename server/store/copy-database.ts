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
 * Copies the database into one file, for its owner's eyes only, as it is at this moment, while
 * others go on writing. The copy is written row by row, so nothing that was erased is in it; it is a
 * file of SQLite, wherever the store is. It is looked through before it gets its name.
 * @param file that does not exist
 * @param complete adds to the copy before it is looked through; when it rejects, nothing is left
 * @throws {StoreError} `copy_failed`
 */
export async function copyDatabase(
  db: Db,
  file: string,
  complete?: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    // SQLite takes an empty file that is there already, with its permissions.
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

/** What is wrong with every page, index and reference of a database file, or null. Blocks while it reads. */
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

/** With what SQLite may have left beside it. */
export async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(file + suffix, { force: true });
}

/** Written over the database that it was made of, a copy is to be known as one at once. */
function withoutEpoch(file: string): void {
  const database = new Database(file);
  try {
    database.pragma('user_version = 0');
  } finally {
    database.close();
  }
}

/** After the name of a database, and its key: what `restore` has put aside. A time follows. */
export const asideMark = '.before-restore-';
/** After the name of a database: what `restore` is about to put in its place. */
export const restoringMark = '.restoring';
/** After the name of a database: its copy from before it was brought up to date. A time follows. */
const upgradeMark = '.before-upgrade-';
/** After the name of a database: what it was before everything was moved to PostgreSQL. A time follows. */
export const movedMark = '.moved-';

/**
 * What a restore has left beside a database that is not there; empty when the database is there, or
 * there never was one. An empty database in its place would forget everyone who is enrolled and
 * everyone who is never to be captured.
 */
export function tracesOfRestore(databaseFile: string): string[] {
  return existsSync(databaseFile) ? [] : markedFiles(databaseFile, [asideMark, restoringMark]);
}

/** After the name of a database: what `store move` is about to put in its place. */
export const movingMark = '.moving';

/** After the name of a database: a folder in which a restore is tried. */
export const rehearsalMark = '.rehearsal-';

/** What restores, upgrades and moves have left beside a database: copies of it as it was, with everyone erased since. */
export function copiesBeside(databaseFile: string): string[] {
  const marks = [
    ...[asideMark, restoringMark, upgradeMark, movedMark, movingMark],
    ...[rehearsalMark, replacedMark],
  ];
  return markedFiles(databaseFile, marks);
}

/** What rehearsals that were killed have left. */
export function rehearsalsBeside(databaseFile: string): string[] {
  return markedFiles(databaseFile, [rehearsalMark]);
}

/** What the database was before everything was moved to PostgreSQL, when there is none in its place. */
export function movedAway(databaseFile: string): string[] {
  return existsSync(databaseFile) ? [] : markedFiles(databaseFile, [movedMark]);
}

/** The database files beside this one whose names go on with one of these, in the order of their names. */
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

/** @param traces at least one */
export function cutOffSentence(databaseFile: string, traces: readonly string[]): string {
  return (
    `There is no database ${databaseFile}, but what a restore left: ${traces.join(', ')}. It was ` +
    `cut off before its end. Restore again (${vestibule} restore FILE): it begins with what was ` +
    'there before. If you want to begin again, move those files elsewhere. Nothing was changed.'
  );
}

/** The copies that upgrades have left beside a database, the latest first. */
export function upgradeBackups(databaseFile: string): string[] {
  return markedFiles(databaseFile, [upgradeMark]).reverse();
}

/**
 * Copies a database that is about to be brought up to date, and drops the copy of the upgrade before, which contains
 * people erased since. @throws {StoreError} `copy_failed`
 * @returns the copy
 */
export async function backUpBeforeUpgrade(db: Db, databaseFile: string): Promise<string> {
  const earlier = upgradeBackups(databaseFile);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const file = databaseFile + upgradeMark + stamp;
  await copyDatabase(db, file);
  for (const old of earlier) await rm(old, { force: true });
  return file;
}

/** The latest of those copies that a program with these migrations can open; null when there is none. */
export function backupForThisVersion(
  databaseFile: string,
  known: readonly string[],
): string | null {
  const fits = (file: string) => migrationsIn(file)?.every((name) => known.includes(name)) ?? false;
  return upgradeBackups(databaseFile).find(fits) ?? null;
}

/** The names of the migrations that a database file went through; null when it cannot be read. */
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
