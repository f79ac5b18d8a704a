import { createHmac, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createFile } from '../store/drafted-file.ts';
import { StoreError } from '../store/store-error.ts';

const keyBytes = 32;

/** Undefined when there is no such file. @throws {StoreError} `key_exposed`, `key_malformed` */
export async function readOptOutKey(file: string): Promise<Buffer | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  let text: string;
  try {
    const { mode } = await handle.stat();
    if ((mode & 0o077) !== 0) {
      throw new StoreError(
        'key_exposed',
        `The key of the opt-out list can be read by others. Run: chmod 600 ${file}`,
      );
    }
    text = await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === keyBytes) return key;
  throw new StoreError(
    'key_malformed',
    `The key of the opt-out list, ${file}, is none. Put it back from your backup; nothing was changed.`,
  );
}

/** Makes one, for its owner's eyes only, unless another process did in the meantime. */
export async function createOptOutKey(file: string): Promise<Buffer> {
  const key = randomBytes(keyBytes);
  try {
    await createFile(file, `${key.toString('base64')}\n`);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readOptOutKey(file)) ?? key;
  }
}

/** Tells one key from another and gives nothing of it away. */
export function checkOfOptOutKey(key: Buffer): string {
  return createHmac('sha256', key).update('vestibule opt-out key check').digest('hex');
}
