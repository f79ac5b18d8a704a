import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { draftFile } from '../../platform/atomic-file.ts';
import { CodedError } from '../../platform/operator-error.ts';
import { knownFollowable } from './followable.ts';
import { fetchFault, faultWords, maxListBytes, withFetched } from './fetch-list.ts';

// A bundle begins with a line of JSON that says what is in it, and one with its signature (Ed25519, over the
// bytes of the first); then come the lists, each packed with gzip, one behind the other. The first line holds
// the SHA-256 of each list, so the signature is over all of it.

/** How a public key is written: its 32 bytes in hex, which no shell and no option takes for something else. */
export const publicKeyPattern = /^[0-9a-f]{64}$/;

const OrNull = Type.Union([Type.String({ maxLength: 200 }), Type.Null()]);
const Bundled = Type.Object({
  name: Type.String({ maxLength: 40 }),
  packedBytes: Type.Integer({ minimum: 1 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  fetchedAt: Type.String({ maxLength: 40 }),
  etag: OrNull,
  lastModified: OrNull,
});
type Bundled = Static<typeof Bundled>;
const Contents = Type.Object({
  vestibule: Type.Literal('lists'),
  version: Type.Literal(1),
  lists: Type.Array(Bundled, { minItems: 1, maxItems: 50 }),
});
const Signed = Type.Object({
  key: Type.String({ pattern: publicKeyPattern.source }),
  signature: Type.String({ maxLength: 120 }),
});

const beginning = '{"vestibule":"lists"';
const maxHeaderBytes = 64 * 1024;

/** Why a bundle was not made, or not taken, in a sentence. */
class BundleError extends CodedError<'bundle_unusable' | 'bundle_unsigned' | 'list_not_fetched'> {}

/** The key in this file, which is made where there is none, for its owner's eyes only. */
export async function bundlingKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (pem === null) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const draft = await draftFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await draft.placeAnew();
    return privateKey;
  }
  const key = keyIn(pem);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new BundleError('bundle_unusable', `${file} holds no private key of Ed25519 (PEM).`);
}

function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

export function publicKeyText(key: KeyObject): string {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('hex');
}

/**
 * Fetches lists into one signed file, each from its publisher where no other address is given.
 * @throws {BundleError} when one of them cannot be fetched: the file is then not made
 */
export async function makeBundle(
  wanted: readonly { name: string; address: string | null }[],
  file: string,
  key: KeyObject,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vestibule-bundle-'));
  const packed = (name: string) => path.join(folder, name);
  const draft = `${file}.${process.pid}.new`;
  try {
    const lists: Bundled[] = [];
    for (const one of wanted) lists.push(await pack(one, packed(one.name)));
    const contents = JSON.stringify({ vestibule: 'lists', version: 1, lists });
    const signature = sign(null, Buffer.from(contents), key).toString('base64url');
    const out = createWriteStream(draft, { flags: 'wx' });
    out.write(`${contents}\n${JSON.stringify({ key: publicKeyText(key), signature })}\n`);
    for (const { name } of wanted) {
      await pipeline(createReadStream(packed(name)), out, { end: false });
    }
    out.end();
    await finished(out);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

async function pack(
  { name, address }: { name: string; address: string | null },
  to: string,
): Promise<Bundled> {
  const unread = { address, etag: null, lastModified: null };
  const fetchedAt = new Date().toISOString();
  try {
    return await withFetched(knownFollowable(name), unread, {}, async (fetched, at) => {
      const { sha256, etag, lastModified } = fetched!;
      await pipeline(createReadStream(at), createGzip(), createWriteStream(to));
      const { size: packedBytes } = await stat(to);
      return { name, packedBytes, sha256, fetchedAt, etag, lastModified };
    });
  } catch (error) {
    const fault = fetchFault(error);
    if (fault === null) throw error;
    throw new BundleError(
      'list_not_fetched',
      `${name} cannot be fetched: ${faultWords(fault)}. No bundle was made; name the others to have them without it.`,
    );
  }
}

/** Whether a file begins as a bundle does. */
export async function isBundle(file: string): Promise<boolean> {
  const head = await headOf(file, beginning.length).catch(() => Buffer.alloc(0));
  return head.toString() === beginning;
}

export interface OpenedBundle {
  lists: readonly Bundled[];
  /** Of the one who signed it. */
  key: string;
  /** Unpacks one, in a folder that is gone with the bundle. */
  fileOf(name: string): string;
  close(): Promise<void>;
}

/**
 * Unpacks all of it, so that a damaged one changes nothing.
 * @param trusted the keys of which one is to have signed it
 * @throws {BundleError}
 */
export async function openBundle(file: string, trusted: readonly string[]): Promise<OpenedBundle> {
  const { contents, signed, bytes } = await readHeader(file);
  const { key, signature } = signed;
  if (!trusted.includes(key)) throw notTrusted(file, key, trusted);
  const { lists } = contents;
  if (!isSignedBy(key, bytes.signed, signature)) throw damaged(file);
  const folder = await mkdtemp(path.join(tmpdir(), 'vestibule-bundle-'));
  const close = () => rm(folder, { recursive: true, force: true });
  const fileOf = (name: string) => path.join(folder, `${name}.list`);
  try {
    let start = bytes.length;
    for (const { name, packedBytes, sha256 } of lists) {
      knownFollowable(name);
      const end = start + packedBytes - 1;
      if ((await unpack(file, { start, end }, fileOf(name))) !== sha256) throw damaged(file);
      start = end + 1;
    }
    return { lists, key, fileOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function headOf(file: string, length: number): Promise<Buffer> {
  const opened = await open(file);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await opened.close();
  }
}

async function readHeader(file: string) {
  const head = await headOf(file, maxHeaderBytes);
  const first = head.indexOf('\n');
  const second = head.indexOf('\n', first + 1);
  const signedBytes = head.subarray(0, Math.max(first, 0));
  try {
    const contents = Value.Parse(Contents, JSON.parse(signedBytes.toString()));
    const signed = Value.Parse(Signed, JSON.parse(head.subarray(first + 1, second).toString()));
    return { contents, signed, bytes: { signed: signedBytes, length: second + 1 } };
  } catch {
    throw damaged(file);
  }
}

function isSignedBy(key: string, bytes: Buffer, signature: string): boolean {
  try {
    const x = Buffer.from(key, 'hex').toString('base64url');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    return verify(null, bytes, publicKey, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** @returns the SHA-256 of what was in it; empty when it cannot be unpacked */
async function unpack(
  file: string,
  range: { start: number; end: number },
  to: string,
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(
        bytes > maxListBytes ? Object.assign(new Error('large'), { code: 'Z_LARGE' }) : null,
        chunk,
      );
    },
  });
  try {
    const out = createWriteStream(to, { mode: 0o600 });
    await pipeline(createReadStream(file, range), createGunzip(), counting, out);
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) return '';
    throw error;
  }
  return hash.digest('hex');
}

function damaged(file: string): BundleError {
  return new BundleError(
    'bundle_unusable',
    `${file} is no bundle as it was signed: it is damaged, or somebody has changed it. Nothing was changed.`,
  );
}

function notTrusted(file: string, key: string, trusted: readonly string[]): BundleError {
  const why =
    trusted.length === 0
      ? 'no key is known here yet'
      : `bundles are taken here of ${trusted.join(', ')} only`;
  return new BundleError(
    'bundle_unsigned',
    `${file} says that it is signed with ${key}, and ${why}. If "watchlist bundle" showed this key on the other machine, give --signed-by with it. Nothing was changed.`,
  );
}
