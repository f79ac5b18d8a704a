import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileText } from '#base/reloadable';

/** The folder in the folder of issuers that has the lists of revoked passes. */
export const revokedFolder = 'revoked';

/** A file in the folder of issuers. */
export interface IssuerFile {
  /** Relative to the folder, such as `revoked/latvia.txt`. */
  name: string;
  changedAt: Date;
  /** Null when the file cannot be read. */
  content: Buffer | null;
  /** Why it cannot be read. */
  fault: string | null;
}

/** All issuers of the world with their keys need a few megabytes. 16 MB are half a million revoked certificates. */
const maxBytes = 16 * 1024 * 1024;
const maxFiles = 500;

/**
 * Reads every file in the folder of issuers; null without a folder. Hidden files do not count. A file that cannot be
 * read is one with a fault, so that nobody overlooks it. A missing folder of lists is one, too: it may have been lost.
 */
export async function readIssuerFiles(folder: string): Promise<FileText<readonly IssuerFile[]>> {
  const issuers = await namesIn(folder, '');
  if (issuers === null) return { text: null, sha256: null };
  const revoked = (await namesIn(folder, revokedFolder)) ?? [everyName(revokedFolder)];
  const names = [...issuers, ...revoked].filter((name) => name !== revokedFolder);
  const files: IssuerFile[] = [];
  let left = maxBytes;
  for (const [number, name] of names.sort().entries()) {
    const file = await readOne(folder, name, number < maxFiles ? left : 0);
    left -= file.content?.length ?? 0;
    files.push(file);
  }
  const sum = createHash('sha256');
  for (const { name, content, fault } of files) {
    const own = createHash('sha256').update(content ?? fault ?? '');
    sum.update(`${name}\0${own.digest('hex')}\n`);
  }
  return { text: files, sha256: sum.digest('hex') };
}

/** Null when there is no such folder. One that cannot be listed counts as a file that cannot be read. */
async function namesIn(folder: string, inner: string): Promise<string[] | null> {
  try {
    const names = await readdir(path.join(folder, inner));
    return names
      .filter((name) => !name.startsWith('.'))
      .map((name) => path.posix.join(inner, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return [everyName(inner)];
  }
}

/** Returns the name by which a folder that cannot be listed is reported. */
function everyName(inner: string): string {
  return path.posix.join(inner, '*');
}

async function readOne(folder: string, name: string, left: number): Promise<IssuerFile> {
  const file = path.join(folder, name);
  const unread = (fault: string) => ({ name, changedAt: new Date(), content: null, fault });
  try {
    const facts = await stat(file);
    // Reading a pipe would wait without end.
    if (!facts.isFile()) return unread('It is no file.');
    if (facts.size > left) {
      return unread(`The folder has more than ${maxFiles} files, or more than 16 MB in them.`);
    }
    return { name, changedAt: facts.mtime, content: await readFile(file), fault: null };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (name === everyName(revokedFolder) && code === 'ENOENT') {
      return unread(
        'There is no such folder. Put it back, or make one: an empty one means no list.',
      );
    }
    return unread(`It cannot be read (${code}). Look at its permissions.`);
  }
}
