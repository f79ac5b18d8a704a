import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
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
    if (isThere && (await readFile(file, 'utf8')) === content) {
      written.push({ path: name, state: 'unchanged' });
    } else if (isThere && isTheirs) {
      written.push({ path: name, state: 'kept' });
    } else {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content, { mode });
      written.push({ path: name, state: 'written' });
    }
  }
  return written;
}
