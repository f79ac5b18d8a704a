import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, realpath, rename } from 'node:fs/promises';
import path from 'node:path';
import { createFile, replaceFile, syncFolder } from '#base/files';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { deriveKey, isSameHash } from './keyed-hash.ts';
import { templateKeyCheck, type TemplateKeyCheck } from '../store/tables/templates.ts';

/** The key under which templates are stored. */
export interface TemplateKey {
  /** 1 to 255; the first byte of every ciphertext. */
  version: number;
  /** 32 bytes for AES-256-GCM. */
  encryption: Buffer;
  /** 32 bytes for the transform of templates. */
  transform: Buffer;
}

const keyBytes = 32;
/** A ciphertext has one byte for the version of its key, from 1 on. */
const lastVersion = 255;

/**
 * Makes a new key with the next version number.
 * @param keepTransform keeps the old transform, so that no template has to be transformed again
 */
export function newTemplateKey(old: TemplateKey | null, keepTransform: boolean): TemplateKey {
  const version = old ? (old.version % lastVersion) + 1 : 1;
  const transform = (keepTransform && old?.transform) || randomBytes(keyBytes);
  return { version, encryption: randomBytes(keyBytes), transform };
}

export function checkOf({ version, encryption, transform }: TemplateKey): TemplateKeyCheck {
  return {
    version,
    encryption: deriveKey(encryption, 'template key check'),
    transform: deriveKey(transform, 'template transform check'),
  };
}

/** Whether the check value was made from this key. */
export function isKeyOf(key: TemplateKey, check: TemplateKeyCheck): boolean {
  const own = checkOf(key);
  if (own.version !== check.version) return false;
  return isSameHash(own.encryption, check.encryption) && isSameHash(own.transform, check.transform);
}

/** Serialises a key as its file has it: version, encryption and transform (base64). */
export function serialiseKey({ version, encryption, transform }: TemplateKey): string {
  const comment = '# The key of the stored templates. Keep a copy, apart from the database.\n';
  const secrets = [encryption, transform].map((secret) => secret.toString('base64'));
  return `${comment}${version} ${secrets.join(' ')}\n`;
}

/** Parses such a text. Null when it is malformed. */
export function parseTemplateKey(text: string): TemplateKey | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [number = '', ...secrets] = lines.length === 1 ? (lines[0] ?? '').split(/\s+/) : [];
  const [encryption, transform] = secrets.map(secretIn);
  if (secrets.length !== 2 || !encryption || !transform || !/^\d+$/.test(number)) return null;
  const version = Number(number);
  return version < 1 || version > lastVersion ? null : { version, encryption, transform };
}

function secretIn(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === keyBytes && bytes.toString('base64') === text ? bytes : null;
}

/**
 * Reads the template key. Undefined when there is no file.
 * @throws {StoreError} `key_exposed`, `key_malformed`
 */
export async function readKeyFile(file: string): Promise<TemplateKey | undefined> {
  // Without the flag, opening a pipe waits until somebody writes to it.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw formatError(file, `cannot be read (${error.code})`, error);
  });
  if (!handle) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw formatError(file, 'is not a file');
    if ((stat.mode & 0o077) !== 0) throw exposedError(file, stat.mode);
    const key = parseTemplateKey(await handle.readFile('utf8'));
    if (!key) throw formatError(file, 'does not hold one line with a version and two secrets');
    return key;
  } finally {
    await handle.close();
  }
}

/**
 * Creates a key file with one new key. Returns false and changes nothing when another process has created the
 * file in the meantime.
 */
export async function createKeyFile(file: string): Promise<boolean> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const isMade = await createFile(file, serialiseKey(newTemplateKey(null, false)))
    .then(() => true)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    });
  await syncFolder(folder);
  return isMade;
}

/** Path of the key that the next start will use; see templates/rotation.ts. */
async function nextKeyFile(file: string): Promise<string> {
  return `${await real(file)}.next`;
}

/** Reads the next key beside the key file. @throws {StoreError} as `readKeyFile` */
export async function readNextKey(file: string): Promise<TemplateKey | undefined> {
  return readKeyFile(await nextKeyFile(file));
}

/** Writes the next start's key beside the key file, replacing a waiting one. @throws {StoreError} `key_unwritable` */
export async function writeNextKey(file: string, key: TemplateKey): Promise<void> {
  try {
    await replaceFile(await nextKeyFile(file), serialiseKey(key));
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

/** Replaces the key file with the next key. Does nothing when another process has already done it. */
export async function promoteNextKey(file: string): Promise<void> {
  const target = await real(file);
  await rename(await nextKeyFile(file), target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await syncFolder(path.dirname(target));
}

/** Follows a link, so that the link's target is replaced and not the link. */
async function real(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

function exposedError(file: string, mode: number): StoreError {
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return new StoreError(
    'key_exposed',
    `The template key ${file} can be read by others (mode ${octal}). Run: chmod 600 ${file}`,
  );
}

function formatError(file: string, what: string, cause?: Error): StoreError {
  return new StoreError(
    'key_malformed',
    `The template key ${file} ${what}. Put the right key back from your backup; nothing was changed.`,
    { cause },
  );
}

/**
 * The key of the database. The file's key when the database has no key yet, or a key that is missing. Undefined
 * without a key file.
 */
export async function keyInUse(db: Db, keyFile: string): Promise<TemplateKey | undefined> {
  const check = await templateKeyCheck(db);
  // Reads the next key first: read second, it could be promoted unnoticed between the two reads.
  const next = check && (await readNextKey(keyFile));
  return next && isKeyOf(next, check) ? next : readKeyFile(keyFile);
}

export function keyWrong(keyFile: string): StoreError {
  return new StoreError(
    'key_wrong',
    `The template key ${keyFile} is not the one that the stored templates are encrypted with. ` +
      'Put the right one back from your backup. Nothing was changed.',
  );
}
