import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { replacedMark } from './connection/open-file.ts';
import { writeCopy } from './copy-file.ts';
import { sqlDialectOf, type Executor } from './dialects/sql-dialect.ts';
import { migrationNames } from './integrity.ts';

/** Suffix of the copy that an upgrade makes first. A time follows. */
const upgradeMark = '.before-upgrade-';

/** The suffixes of files that this library leaves beside a database. They contain what was deleted since. */
export const copyMarks: readonly string[] = [upgradeMark, replacedMark];

/** The database files beside this one whose names continue with one of the marks, sorted by name. */
export function filesBeside(databaseFile: string, marks: readonly string[]): string[] {
  const folder = path.dirname(databaseFile);
  const name = path.basename(databaseFile);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((each) => marks.some((mark) => each.startsWith(name + mark)))
    .filter((each) => !/-(wal|shm|journal)$/.test(each))
    .map((each) => path.join(folder, each))
    .sort();
}

/** The copies that upgrades have left beside a database, latest first. */
export function upgradeCopies(databaseFile: string): string[] {
  return filesBeside(databaseFile, [upgradeMark]).reverse();
}

/**
 * Copies a SQLite database before its upgrade and deletes the copy of the previous upgrade, which contains what was
 * deleted since. @throws {DatabaseError} `copy_failed`
 * @returns the path of the copy
 */
export async function copyBeforeUpgrade(db: Executor, databaseFile: string): Promise<string> {
  const earlier = upgradeCopies(databaseFile);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const file = databaseFile + upgradeMark + stamp;
  await writeCopy(file, async (draft) => sqlDialectOf(db).copyInto?.(db, draft));
  for (const old of earlier) await rm(old, { force: true });
  return file;
}

/** The latest upgrade copy that a program with these migrations can open, or null. */
export function copyOfVersion(databaseFile: string, known: readonly string[]): string | null {
  const fits = (file: string) => migrationsIn(file)?.every((name) => known.includes(name)) ?? false;
  return upgradeCopies(databaseFile).find(fits) ?? null;
}

/** The names of the migrations that a database file has; null when it has none or cannot be read. */
export function migrationsIn(file: string): string[] | null {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return migrationNames(database);
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}
