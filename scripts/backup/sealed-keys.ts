import { randomBytes, scrypt, type ScryptOptions } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isCancel, password } from '@clack/prompts';
import { readEnvironment } from '../../server/config/environment.ts';
import { readSecret } from '../../server/config/secrets.ts';
import { openBytes, sealBytes } from '../../server/keys/sealed-bytes.ts';
import { RefusalError } from '../terminal/answer.ts';

/** Contents of key files, by their name in the data folder. */
export type Keys = Readonly<Record<string, string>>;

const magic = Buffer.from('vestibule keys 1');
const saltBytes = 16;
const headBytes = magic.length + 1 + saltBytes;
/** Each guess costs 128 MB and half a second. The file contains this number, so that it can be raised later. */
const logN = 17;
const leastCharacters = 12;

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

export const passphraseHelp = `At a terminal, the command asks for the passphrase. Otherwise it reads the file
of --passphrase-file (- is standard input), or BACKUP_PASSPHRASE from the
environment or the secrets.`;

/**
 * Reads the passphrase from the file, the secret of its name, or the terminal. Null when none has it.
 * @param isNew the passphrase is new: it must be long enough, and the terminal asks twice
 * @throws {RefusalError}
 */
export async function passphraseFrom(
  file: string | undefined,
  { isNew, mayAsk }: { isNew: boolean; mayAsk: boolean },
): Promise<string | null> {
  const given =
    file === undefined
      ? readSecret(readEnvironment(), 'BACKUP_PASSPHRASE')
      : readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  const isAsked = given === null && mayAsk && process.stdin.isTTY && process.stdout.isTTY;
  const passphrase = isAsked ? await typed('The passphrase of the backup') : given;
  if (passphrase === null || !isNew) return passphrase;
  if (passphrase.length < leastCharacters) {
    throw new RefusalError(
      'passphrase_short',
      `The passphrase has fewer than ${leastCharacters} characters: a person who finds the backup can try as many as they like. Nothing was done.`,
    );
  }
  if (isAsked && (await typed('Once more')) !== passphrase) {
    throw new RefusalError(
      'passphrase_differs',
      'The passphrases do not match. Nothing was changed.',
    );
  }
  return passphrase;
}

async function typed(message: string): Promise<string> {
  const answer = await password({ message });
  if (isCancel(answer)) throw new RefusalError('not_confirmed', 'Nothing was done.');
  return answer;
}

/** A deleted file that is still open: it disappears however this process ends. */
export interface Unnamed {
  /** The path by which this process reads it. */
  file: string;
  close: () => Promise<void>;
}

/** @param folder where the contents may be while this process lives */
export async function unnamedFile(folder: string, content: string | Buffer): Promise<Unnamed> {
  const name = path.join(folder, `.${randomBytes(8).toString('hex')}.new`);
  const handle = await open(name, 'wx', 0o600);
  await rm(name);
  await handle.writeFile(content);
  return { file: `/proc/self/fd/${handle.fd}`, close: () => handle.close() };
}
