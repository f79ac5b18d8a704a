import { createHash, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { draftFile, makeTemporaryFolder } from '../../../packages/safe-files/index.ts';
import { RefusalError } from '../../terminal/answer.ts';

// Signatures and keys in minisign's format: two letters for the algorithm, eight bytes for the key's id, then the key
// or the signature. See https://jedisct1.github.io/minisign/.

interface PublicKey {
  id: Buffer;
  bytes: Buffer;
}

/** @throws {RefusalError} `bad_key` */
export function readReleaseKey(file: string): PublicKey {
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

function keyIn(content: Buffer, file: string): PublicKey {
  const decoded = Buffer.from(lineOf(content, 1), 'base64');
  if (decoded.length !== 42 || decoded.toString('latin1', 0, 2) !== 'Ed') {
    throw new RefusalError('bad_key', `${file} is no public key of minisign. Nothing was changed.`);
  }
  return { id: decoded.subarray(2, 10), bytes: decoded.subarray(10) };
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
  if (!isSignedBy(key, sums, signature.toString('utf8'))) {
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

function isSignedBy({ id, bytes }: PublicKey, content: Buffer, text: string): boolean {
  const decoded = Buffer.from(lineOf(Buffer.from(text), 1), 'base64');
  const global = Buffer.from(lineOf(Buffer.from(text), 3), 'base64');
  const comment = lineOf(Buffer.from(text), 2).replace(/^trusted comment: /, '');
  if (decoded.length !== 74 || global.length !== 64 || !decoded.subarray(2, 10).equals(id)) {
    return false;
  }
  const algorithm = decoded.toString('latin1', 0, 2);
  const signature = decoded.subarray(10);
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(content).digest() : content;
  if (algorithm !== 'ED' && algorithm !== 'Ed') return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  // The comment names the version, so it is signed together with the signature.
  const together = Buffer.concat([signature, Buffer.from(comment)]);
  return verify(null, signed, key, signature) && verify(null, together, key, global);
}

function lineOf(content: Buffer, number: number): string {
  return content.toString('utf8').split('\n')[number]?.trimEnd() ?? '';
}

function read(file: string, code: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new RefusalError(
      code,
      `${file} cannot be read. It is published with the package; put it beside it. Nothing was changed.`,
    );
  }
}
