import { rm } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { copyDatabase, markedFiles, upgradeMark } from './copy-database.ts';
import type { Db } from './schema.ts';

/** The copies that upgrades have left beside a database, the latest first. */
export function upgradeBackups(databaseFile: string): string[] {
  return markedFiles(databaseFile, [upgradeMark]).reverse();
}

/**
 * Copies a database that is about to be brought up to date, and drops the copy of the upgrade before:
 * whoever was erased since is in it. @throws {StoreError} `copy_failed`
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
