import { mkdir, open, readdir, realpath, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createFile } from '../drafted-file.ts';
import { StoreError } from '../store-error.ts';
import { checkOf, newTemplateKey, type TemplateKey } from './template-key.ts';
import { keysIn, textOf } from './key-text.ts';

/** Of a new key that the file itself is not under yet; see rotate.ts. */
const draftMark = '.next-';

/**
 * Reads the template keys, the oldest first. Undefined when there is no such file.
 * @throws {StoreError} `key_exposed`, `key_malformed`
 */
export async function readKeyFile(file: string): Promise<TemplateKey[] | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw malformed(file, `cannot be read (${error.code})`, error);
  });
  if (!handle) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw malformed(file, 'is not a file');
    if ((stat.mode & 0o077) !== 0) throw exposed(file, stat.mode);
    const keys = keysIn(await handle.readFile('utf8'));
    if (!keys) throw malformed(file, 'does not hold 32 bytes in base64 on each line');
    return keys;
  } finally {
    await handle.close();
  }
}

/**
 * Makes a key file with one new key. Leaves a file alone that another process made in the meantime,
 * and then returns false.
 */
export async function createKeyFile(file: string): Promise<boolean> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const isMade = await createFile(file, textOf(newTemplateKey(null, false)))
    .then(() => true)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    });
  await syncFolder(folder);
  return isMade;
}

/**
 * Writes a key beside the file, under a name that no other key has. It is on the disk for good
 * before anything is encrypted with it. Returns where. @throws {StoreError} `key_unwritable`
 */
export async function writeDraft(file: string, key: TemplateKey): Promise<string> {
  const draft = `${await real(file)}${draftMark}${checkOf(key).encryption.toString('hex').slice(0, 16)}`;
  try {
    await writeForGood(draft, key);
    await syncFolder(path.dirname(draft));
    return draft;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StoreError(
      'key_unwritable',
      `No new key can be written beside ${file} (${code}). Nothing was changed. Where the key is ` +
        'handed over by a service manager, point VESTIBULE_TEMPLATE_KEY_FILE to a copy of it that ' +
        'you may write, rotate, and hand the new one over.',
      { cause: error },
    );
  }
}

/** Keys beside the file that a rotation has written and not put in its place (yet). */
export async function draftsOf(file: string): Promise<{ draft: string; keys: TemplateKey[] }[]> {
  const found: { draft: string; keys: TemplateKey[] }[] = [];
  for (const draft of await draftNames(file)) {
    // It may be put in its place just now, or be half written; neither is one to read.
    const keys = await readKeyFile(draft).catch(() => undefined);
    if (keys) found.push({ draft, keys });
  }
  return found;
}

/** Puts a draft in the file's place. Does nothing when another process has done it already. */
export async function promoteDraft(draft: string, file: string): Promise<void> {
  await rename(draft, await real(file)).catch(unlessGone);
  await syncFolder(path.dirname(draft));
}

/** For whoever holds the database's write lock, under which alone drafts are made. */
export async function removeDrafts(file: string): Promise<void> {
  for (const draft of await draftNames(file)) await unlink(draft).catch(unlessGone);
}

async function draftNames(file: string): Promise<string[]> {
  const target = await real(file);
  const folder = path.dirname(target);
  const names = await readdir(folder).catch(() => []);
  const start = path.basename(target) + draftMark;
  return names.filter((name) => name.startsWith(start)).map((name) => path.join(folder, name));
}

/** Where a link leads, so that it is not replaced by a file. */
async function real(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

async function writeForGood(file: string, key: TemplateKey): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(textOf(key));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}

function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function exposed(file: string, mode: number): StoreError {
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return new StoreError(
    'key_exposed',
    `The template key ${file} can be read by others (mode ${octal}). Run: chmod 600 ${file}`,
  );
}

function malformed(file: string, what: string, cause?: Error): StoreError {
  return new StoreError(
    'key_malformed',
    `The template key ${file} ${what}. Put the right key back from your backup; nothing was changed.`,
    { cause },
  );
}
