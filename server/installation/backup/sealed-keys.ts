import { randomBytes, scrypt, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { openBytes, sealBytes } from '../../keys/sealed-bytes.ts';
import { RefusalError } from '../../platform/operator-error.ts';

/** Contents of key files, by their name in the data folder. */
export type Keys = Readonly<Record<string, string>>;

const magic = Buffer.from('vestibule keys 1');
const saltBytes = 16;
const headBytes = magic.length + 1 + saltBytes;
/** Each guess costs 128 MB and half a second. The file contains this number, so that it can be raised later. */
const logN = 17;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/**
 * Encrypts keys as JSON with a passphrase: scrypt, then `sealBytes`. The authenticated head is the name and version of
 * this format, log2 of scrypt's N, and its salt (16 bytes).
 */
export async function sealKeys(keys: Keys, passphrase: string): Promise<Buffer> {
  const head = Buffer.concat([magic, Buffer.of(logN), randomBytes(saltBytes)]);
  const plain = Buffer.from(JSON.stringify(keys));
  return sealBytes(await keyOf(head, passphrase), plain, head.toString('hex'), head);
}

/** @throws {RefusalError} `passphrase_wrong`, `keys_unknown` */
export async function openKeys(sealed: Buffer, passphrase: string): Promise<Keys> {
  const head = sealed.subarray(0, headBytes);
  // Limits memory to four times the usual amount, whatever the file says.
  if (!head.subarray(0, magic.length).equals(magic) || head[magic.length]! > logN + 2) {
    throw new RefusalError(
      'keys_unknown',
      'The keys in the backup are of a newer version of Vestibule. Nothing was changed.',
    );
  }
  try {
    const key = await keyOf(head, passphrase);
    const opened = openBytes(key, sealed, head.toString('hex'), head);
    return JSON.parse(opened.toString()) as Keys;
  } catch {
    throw new RefusalError(
      'passphrase_wrong',
      'The passphrase is not that of the backup, or the keys in it are damaged. Nothing was changed.',
    );
  }
}

function keyOf(head: Buffer, passphrase: string): Promise<Buffer> {
  const N = 2 ** head[magic.length]!;
  const salt = head.subarray(magic.length + 1);
  return derive(passphrase.normalize(), salt, 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 });
}
