import { constants, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { decode, encode, Tagged } from 'cborg';
import { CredentialError } from '../credential.ts';
import type { CoseAlgorithm } from '../revocation/marks.ts';
import type { TrustedKey } from '../trust.ts';

/** COSE_Sign1 (RFC 9052, section 4.2), as far as certificates need it. */
export interface Sign1 {
  kid: string;
  algorithm: CoseAlgorithm;
  payload: Uint8Array;
  signature: Uint8Array;
  /** Whether this key has signed it. */
  isSignedBy(key: TrustedKey): boolean;
}

const sign1Tag = 18;
/** A CBOR web token may have its own tag (RFC 8392, section 6). */
const cwtTag = 61;
/** Some countries tag dates and times (RFC 8949, section 3.4; RFC 8943). */
const dateTags = [0, 100, 1004];
const labels = { algorithm: 1, kid: 4 } as const;
const algorithms = new Map<unknown, CoseAlgorithm>([
  [-7, 'ES256'],
  [-35, 'ES384'],
  [-37, 'PS256'],
]);

/** @throws {CredentialError} `unreadable` or `wrong_algorithm` */
export function readSign1(bytes: Uint8Array): Sign1 {
  const [protectedBytes, unprotectedHeader, payload, signature] = partsOf(decodeCbor(bytes));
  const protectedHeader = protectedBytes.length === 0 ? new Map() : decodeCbor(protectedBytes);
  if (!(protectedHeader instanceof Map)) throw new CredentialError('unreadable');
  const header = (label: number): unknown =>
    protectedHeader.get(label) ?? unprotectedHeader.get(label);
  // The algorithm may be in the unsigned header. That is safe, because a key only verifies its own algorithm.
  const algorithm = algorithms.get(header(labels.algorithm));
  if (!algorithm) throw new CredentialError('wrong_algorithm');
  const kid = header(labels.kid);
  if (!(kid instanceof Uint8Array)) throw new CredentialError('unreadable');
  const signed = encode(['Signature1', protectedBytes, new Uint8Array(0), payload]);
  return {
    kid: Buffer.from(kid).toString('base64'),
    algorithm,
    payload,
    signature,
    isSignedBy: ({ jwk }) => canSign(jwk, algorithm) && fits(jwk, algorithm, signed, signature),
  };
}

/** Decodes CBOR. Keeps tags and maps, because map keys are numbers. @throws {CredentialError} `unreadable` */
export function decodeCbor(bytes: Uint8Array): unknown {
  try {
    const tags = Tagged.preserve(sign1Tag, cwtTag, ...dateTags);
    return decode(bytes, { useMaps: true, rejectDuplicateMapKeys: true, tags });
  } catch {
    throw new CredentialError('unreadable');
  }
}

function partsOf(value: unknown): [Uint8Array, Map<unknown, unknown>, Uint8Array, Uint8Array] {
  let parts = value;
  while (parts instanceof Tagged) parts = parts.value as unknown;
  if (Array.isArray(parts) && parts.length === 4) {
    const [protectedBytes, unprotectedHeader, payload, signature] = parts as unknown[];
    if (
      protectedBytes instanceof Uint8Array &&
      unprotectedHeader instanceof Map &&
      payload instanceof Uint8Array &&
      signature instanceof Uint8Array
    ) {
      return [protectedBytes, unprotectedHeader, payload, signature];
    }
  }
  throw new CredentialError('unreadable');
}

/** Whether a key fits the algorithm. ES256 and ES384 name the hash, but leave the curve open (RFC 9053, 2.1). */
export function canSign({ kty, crv }: TrustedKey['jwk'], algorithm: CoseAlgorithm): boolean {
  if (kty !== 'EC') return algorithm === 'PS256';
  return algorithm === 'ES256' || (algorithm === 'ES384' && crv === 'P-384');
}

function fits(
  jwk: TrustedKey['jwk'],
  algorithm: CoseAlgorithm,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  if (algorithm === 'PS256')
    return verify('sha256', signed, { key, padding, saltLength }, signature);
  const hash = algorithm === 'ES384' ? 'sha384' : 'sha256';
  return verify(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const valueOf = new Map([...alphabet].map((character, value) => [character, value]));

/** Decodes base45 (RFC 9285); null when the text is not base45. */
export function decodeBase45(text: string): Buffer | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const values = [...text.slice(i, i + 3)].map((character) => valueOf.get(character) ?? NaN);
    const [c = 0, d = 0, e = 0] = values;
    const number = c + 45 * d + 45 * 45 * e;
    const isPair = values.length === 3;
    if (!(number <= (isPair ? 0xffff : 0xff))) return null;
    if (isPair) bytes.push(number >> 8);
    bytes.push(number & 0xff);
  }
  return Buffer.from(bytes);
}
