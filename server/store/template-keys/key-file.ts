import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { StoreError } from '../store-error.ts';

const keyBytes = 32;
/** A ciphertext has one byte for the version of its key. */
const maxKeys = 255;

/**
 * Reads the template keys: one a line, 32 bytes in base64, the oldest first. Undefined when there
 * is no such file. @throws {StoreError} `key_exposed`, `key_malformed`
 */
export async function readKeyFile(file: string): Promise<Buffer[] | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw malformed(file, `cannot be read (${error.code})`, error);
  });
  if (!handle) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw malformed(file, 'is not a file');
    if ((stat.mode & 0o077) !== 0) throw exposed(file, stat.mode);
    return keysIn(await handle.readFile('utf8'), file);
  } finally {
    await handle.close();
  }
}

/**
 * Makes a key file of mode 0600 with one new key, on the disk for good before anything is encrypted
 * with it. Leaves a file alone that another process made in the meantime.
 */
export async function createKeyFile(file: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(keyBytes).toString('base64')}\n`);
    await handle.sync();
    // Unlike renaming, linking never replaces a file; and nobody ever reads half a key.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await handle.close();
    await unlink(draft);
  }
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}

function keysIn(text: string, file: string): Buffer[] {
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines.filter((line) => line !== '').map((line) => Buffer.from(line, 'base64'));
  const wellFormed = keys.every((key, i) => {
    const line = lines.filter((each) => each !== '')[i];
    return key.length === keyBytes && key.toString('base64') === line;
  });
  if (keys.length === 0 || keys.length > maxKeys || !wellFormed) {
    throw malformed(file, 'does not hold 32 bytes in base64 on each line');
  }
  return keys;
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
