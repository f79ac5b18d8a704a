import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { NewFile } from './files.ts';

export interface Written {
  path: string;
  state: 'written' | 'unchanged' | 'kept';
}

/**
 * Writes the files, each under `root`. One that belongs to whoever installs is kept when it is there.
 */
export async function writeFiles(root: string, files: readonly NewFile[]): Promise<Written[]> {
  const written: Written[] = [];
  for (const { path: name, mode, content, isTheirs } of files) {
    const file = path.join(root, name);
    const isThere = existsSync(file);
    // Others than root read them, Chromium for one, whatever root's umask is.
    if (isThere && !isTheirs) await chmod(file, mode);
    if (isThere && (await readFile(file, 'utf8')) === content) {
      written.push({ path: name, state: 'unchanged' });
    } else if (isThere && isTheirs) {
      written.push({ path: name, state: 'kept' });
    } else {
      await makeFolder(path.dirname(file));
      await writeFile(file, content);
      await chmod(file, mode);
      written.push({ path: name, state: 'written' });
    }
  }
  return written;
}

/** For everybody to enter, as these places are; one that is there stays as it is. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(path.dirname(folder));
  await mkdir(folder);
  await chmod(folder, 0o755);
}
