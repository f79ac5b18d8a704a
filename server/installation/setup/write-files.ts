import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type DraftedFile, draftFile, replaceFile } from '#base/files';
import type { PlannedFile } from './changes.ts';

/** Where to write files and where to keep copies of the former ones. */
export interface WriteTarget {
  /** Folder that contains all paths. */
  root: string;
  /** Only its owner can read the copies, because the files contain secrets. */
  copiesFolder: string;
  /** Created if missing, readable by their owner only. */
  privateFolders: readonly string[];
}

interface Draft {
  file: string;
  drafted: DraftedFile;
  owner: { uid: number; gid: number } | null;
}

/**
 * Drafts every file first, so that an unwritable folder leaves all files unchanged. Copies each replaced file to the
 * same path below the folder of copies.
 */
export async function writeFiles(
  { root, copiesFolder, privateFolders }: WriteTarget,
  files: readonly PlannedFile[],
): Promise<void> {
  const copies = path.join(root, copiesFolder);
  const locked = [...privateFolders.map((folder) => path.join(root, folder)), copies];
  const drafts: Draft[] = [];
  try {
    for (const { path: name, content, mode } of files) {
      const file = path.join(root, name);
      await makeFolder(path.dirname(file), locked);
      const owner = existsSync(file) ? await stat(file) : null;
      if (owner) await keepCopy(file, path.join(copies, name), locked);
      drafts.push({ file, drafted: await draftFile(file, content, mode), owner });
    }
    for (const folder of privateFolders) await makeFolder(path.join(root, folder), locked);
  } catch (error) {
    for (const { drafted } of drafts) await drafted.discard();
    throw error;
  }
  for (const { file, drafted, owner } of drafts) {
    await drafted.place();
    // Only root can change the owner, and only root needs to.
    if (owner && process.getuid?.() === 0) await chown(file, owner.uid, owner.gid);
  }
}

async function keepCopy(file: string, copy: string, locked: readonly string[]): Promise<void> {
  await makeFolder(path.dirname(copy), locked);
  await replaceFile(copy, await readFile(file));
}

/** Makes the folder of a file and its parents. Others may enter, except where secrets and faces are. */
async function makeFolder(folder: string, locked: readonly string[]): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(path.dirname(folder), locked);
  await mkdir(folder, { mode: 0o700 });
  if (!locked.includes(folder)) await chmod(folder, 0o755);
}
