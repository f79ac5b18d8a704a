import { existsSync } from 'node:fs';
import { copyMarks, copyRows, copyToFile, filesBeside, hasNoRows } from '#database';
import { vestibule } from '../platform/operator-error.ts';
import { storeDefinition } from './definition.ts';
import type { Db } from './schema.ts';

/**
 * Copies the store as it is at this moment into one SQLite file that only its owner can read.
 * @param file a path where there is no file
 * @param complete adds to the copy before the check; when it rejects, nothing is left
 * @throws {DatabaseError} `copy_failed`
 */
export async function copyDatabase(
  db: Db,
  file: string,
  complete?: (draft: string) => Promise<void>,
): Promise<void> {
  await copyToFile(storeDefinition, db, file, complete);
}

/** Whether the store has no rows. */
export async function isEmpty(db: Db): Promise<boolean> {
  return hasNoRows(storeDefinition.tables, db);
}

/**
 * Copies everything into an empty store in one transaction.
 * @param from a transaction that reads one moment; @param to a transaction
 * @returns the number of rows by table
 * @throws {DatabaseError} `copy_failed`
 */
export async function copyStore(
  from: Db,
  to: Db,
  onTable?: (table: string, rows: number) => void,
): Promise<Record<string, number>> {
  return copyRows(storeDefinition.tables, from, to, onTable);
}

/** Suffix of a database, and of its key, that `restore` has put aside. A time follows. */
export const asideMark = '.before-restore-';
/** Suffix of the database that `restore` is about to put in place. */
export const restoringMark = '.restoring';
/** Suffix of the former database after a move to PostgreSQL. A time follows. */
export const movedMark = '.moved-';
/** Suffix of the database that `store move` is about to put in place. */
export const movingMark = '.moving';
/** Suffix of a folder in which a restore is rehearsed. */
export const rehearsalMark = '.rehearsal-';

/**
 * Files that a restore has left where the database itself is missing. Empty when the database exists or never
 * existed. An empty database in its place would forget every enrolled person and everybody who must never be
 * captured.
 */
export function tracesOfRestore(databaseFile: string): string[] {
  return existsSync(databaseFile) ? [] : filesBeside(databaseFile, [asideMark, restoringMark]);
}

/** Copies that restores, upgrades and moves have left beside a database. They still hold people erased since. */
export function copiesBeside(databaseFile: string): string[] {
  const marks = [asideMark, restoringMark, movedMark, movingMark, rehearsalMark];
  return filesBeside(databaseFile, [...marks, ...copyMarks]);
}

/** Folders that killed rehearsals have left. */
export function rehearsalsBeside(databaseFile: string): string[] {
  return filesBeside(databaseFile, [rehearsalMark]);
}

/** The former database files after a move to PostgreSQL; empty when a database is in place. */
export function movedAway(databaseFile: string): string[] {
  return existsSync(databaseFile) ? [] : filesBeside(databaseFile, [movedMark]);
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
