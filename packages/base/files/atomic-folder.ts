import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from './atomic-file.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Makes a folder with these files as a whole, or not at all. Only its owner can read it.
 * @param files by their names, such as `inner/file.txt`
 * @param folders the names of inner folders, which may be empty
 * @throws with the code `ENOTEMPTY` where there are other files already
 */
export async function createFolder(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  folders: readonly string[] = [],
): Promise<void> {
  // A process that was killed may have left its draft.
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  const inner = new Set(['', ...folders, ...[...files.keys()].map((name) => path.dirname(name))]);
  try {
    for (const name of inner) {
      await mkdir(path.join(draft, name), { recursive: true, mode: 0o700 });
    }
    for (const [name, content] of files) await replaceFile(path.join(draft, name), content);
    for (const name of inner) await syncFolder(path.join(draft, name));
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  await syncFolder(path.dirname(folder));
}
