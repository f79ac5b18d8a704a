import { closeSync, createReadStream, createWriteStream, openSync } from 'node:fs';
import { access, constants, mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

// The only module that opens a database file with node:fs, and none of it opens one that SQLite may have
// open in this process: to close any descriptor of a file drops every POSIX lock that the process holds on
// it, SQLite's too. Another program would then take itself for the last one and remove the log in use.

export async function makeFolderOf(databaseFile: string): Promise<void> {
  await mkdir(path.dirname(databaseFile), { recursive: true, mode: 0o700 });
}

/**
 * Makes an empty file for the eyes of its owner, and its folder. SQLite gives its side files the same mode.
 * A file that is there is not opened. @throws when this account may not read and write it
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

/** @throws `EEXIST`: only a file that was not there can be open nowhere */
export async function createEmpty(file: string): Promise<void> {
  await (await open(file, 'wx', 0o600)).close();
}

/** The same; does nothing where there is a file, for SQLite may hold a lock on it here. */
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

/** Copies a file byte for byte, readable by its owner only. @param from a file that this process has not open */
export async function copyBytes(from: string, to: string): Promise<void> {
  // Not by `copyFile`, which gives the copy the mode of what is copied.
  await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o600 }));
}

/** Returns when a file that this process has not open, or a folder, is on the disk. */
export async function syncToDisk(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
