import { createHash, timingSafeEqual } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasValidSignature, readMinisignKey, type MinisignKey } from './minisign.ts';
import { draftFile, makeTemporaryFolder, readOrdinaryFile } from '#base/files';
import { RefusalError } from '../../platform/operator-error.ts';

/** @throws {RefusalError} `bad_key` */
export function readReleaseKey(file: string): MinisignKey {
  return keyIn(read(file, 'bad_key'), file);
}

/** Stores exactly the verified bytes, writable by nobody else, whatever the mode of the file was. */
export async function keepReleaseKey(file: string, keyFile: string): Promise<void> {
  const content = read(file, 'bad_key');
  keyIn(content, file);
  const draft = await draftFile(keyFile, content, 0o644);
  try {
    await draft.place();
  } finally {
    await draft.discard();
  }
}

function keyIn(content: Buffer, file: string): MinisignKey {
  const key = readMinisignKey(content);
  if (key) return key;
  throw new RefusalError('bad_key', `${file} is no public key of minisign. Nothing was changed.`);
}

/**
 * Verifies a package against `SHA256SUMS` beside it, and that file against its signature.
 * @returns a copy of the package in a folder that only this user can write to: the verified bytes are installed, even
 * if others can write to the original folder
 * @throws {RefusalError} `bad_key`, `not_signed`, `wrong_signature` or `wrong_hash`
 */
export function verifiedPackage(file: string, keyFile: string): string {
  const key = readReleaseKey(keyFile);
  if ((statSync(keyFile).mode & 0o022) !== 0) {
    throw new RefusalError(
      'bad_key',
      `Others can write to ${keyFile}, so anybody's key may be in it. Look whose it is, and give it again with --trust. Nothing was changed.`,
    );
  }
  const sumsFile = path.join(path.dirname(file), 'SHA256SUMS');
  const sums = read(sumsFile, 'not_signed');
  const signature = read(`${sumsFile}.minisig`, 'not_signed');
  if (!hasValidSignature(key, sums, signature)) {
    throw new RefusalError(
      'wrong_signature',
      `${sumsFile} was not signed with the key in ${keyFile}. Nothing was changed.`,
    );
  }
  const name = path.basename(file);
  const wanted = sums
    .toString('utf8')
    .split('\n')
    .find((line) => line.slice(64) === `  ${name}`)
    ?.slice(0, 64);
  const folder = makeTemporaryFolder('upgrade');
  try {
    const copy = path.join(folder, name);
    copyFileSync(file, copy);
    if (wanted !== undefined && isOfHash(readFileSync(copy), wanted)) return copy;
    const message = `${name} is not the file that was signed. Nothing was changed.`;
    throw new RefusalError('wrong_hash', message);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function isOfHash(content: Buffer, wanted: string): boolean {
  const found = createHash('sha256').update(content).digest();
  return /^[0-9a-f]{64}$/.test(wanted) && timingSafeEqual(found, Buffer.from(wanted, 'hex'));
}

function read(file: string, code: string): Buffer {
  try {
    return readOrdinaryFile(file, 1024 * 1024);
  } catch {
    throw new RefusalError(
      code,
      `${file} cannot be read. It is published with the package; put it beside it. Nothing was changed.`,
    );
  }
}
