import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { asideMark, restoringMark } from '../../store/store-copies.ts';
import type { Config } from '../../config/config.ts';
import { replaceFile, syncFolder } from '#base/files';

type Place = Pick<Config, 'databaseFile' | 'templateKeyFile'>;

/** The log belongs to its database: left behind, SQLite would apply it to the new one. */
const parts = ['', '-wal', '-shm'];

/**
 * Replaces the database, and the key if one is given. Keeps the present files beside them and returns their paths.
 * After a failure, or an interruption and a later `undoCutOff`, everything is as before. An upgrade swaps a link
 * instead. Here key and database must change together, and two links cannot.
 */
export async function takePlace(
  place: Place,
  staging: string,
  keyFile: string | null,
): Promise<string[]> {
  const { databaseFile } = place;
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const ready = `${databaseFile}${restoringMark}-${stamp}`;
  // The name shows after an interruption which files belong to this restore.
  await rename(staging, ready);
  try {
    const kept = await putAside(place, stamp, keyFile);
    await rename(ready, databaseFile);
    await syncFolder(path.dirname(databaseFile));
    return kept;
  } catch (error) {
    await undoCutOff(place);
    throw error;
  }
}

/** Puts back files that an interrupted restore has renamed. Does nothing when there are none. */
export async function undoCutOff(place: Place): Promise<void> {
  const { databaseFile, templateKeyFile } = place;
  const start = `${path.basename(databaseFile)}${restoringMark}-`;
  const folder = path.dirname(databaseFile);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(start))) {
    const mark = asideMark + name.slice(start.length);
    // Keeps an existing file, which somebody must have put there by hand.
    if (!existsSync(databaseFile)) {
      await move(templateKeyFile + mark, templateKeyFile);
      // The database comes last: while it is missing, nothing takes the folder for complete.
      for (const part of [...parts].reverse()) {
        await move(databaseFile + mark + part, databaseFile + part);
      }
    }
    await syncFolder(folder);
    await rm(path.join(folder, name), { force: true });
  }
}

async function putAside(
  { databaseFile, templateKeyFile }: Place,
  stamp: string,
  keyFile: string | null,
): Promise<string[]> {
  const mark = asideMark + stamp;
  const kept: string[] = [];
  for (const part of parts) {
    const aside = databaseFile + mark + part;
    if (await move(databaseFile + part, aside)) kept.push(aside);
  }
  if (keyFile !== null && path.resolve(keyFile) !== templateKeyFile) {
    const aside = templateKeyFile + mark;
    if (await move(templateKeyFile, aside)) kept.push(aside);
    await replaceFile(templateKeyFile, await readFile(keyFile));
  }
  return kept;
}

async function move(from: string, to: string): Promise<boolean> {
  if (!existsSync(from)) return false;
  await rename(from, to);
  return true;
}
