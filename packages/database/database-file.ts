import { closeSync, createReadStream, createWriteStream, openSync } from 'node:fs';
import { access, constants, mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

// Only this module opens a database file with node:fs, and never one that SQLite may have open in this
// process. Closing any descriptor of a file drops every POSIX lock of the process on it, SQLite's too. Another
// program would then believe itself alone and remove the log in use.

export async function makeFolderOf(databaseFile: string): Promise<void> {
  await mkdir(path.dirname(databaseFile), { recursive: true, mode: 0o700 });
}

/**
 * Makes an empty file that only its owner can read, and its folder. SQLite gives its side files the same mode.
 * Does not open an existing file. @throws when this account may not read and write it
 */
export async function createPrivately(databaseFile: string): Promise<void> {
  await makeFolderOf(databaseFile);
  try {
    await createEmpty(databaseFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ((await stat(databaseFile)).isDirectory()) throw folderError();
    await access(databaseFile, constants.R_OK | constants.W_OK);
  }
}

/** @throws `EEXIST`: an existing file might be open in SQLite */
export async function createEmpty(file: string): Promise<void> {
  await (await open(file, 'wx', 0o600)).close();
}

/** Creates the file if there is none. Opens no existing file, because SQLite may hold a lock on it here. */
export function createLockFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function folderError(): Error {
  return Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
}

/** Copies a file byte for byte, readable by its owner only. @param from a file that this process does not have open */
export async function copyBytes(from: string, to: string): Promise<void> {
  // `copyFile` would give the copy the mode of the original.
  await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o600 }));
}

/** Flushes a file or a folder to the disk. This process must not have the file open in SQLite. */
export async function syncToDisk(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
