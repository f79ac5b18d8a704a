import { verify, type KeyObject } from 'node:crypto';
import { bytesOf, mapOf, readCbor } from '../cbor.ts';
import { curveNameOf, isSignedWith, readCose } from '../cose.ts';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';

const subject = 'status list';

/** What a token says. Nothing in it is checked yet. */
interface StatusClaims {
  uri: unknown;
  issuedAt: unknown;
  until: unknown;
  /** How many seconds a copy may be used. */
  lifetime: unknown;
  bits: unknown;
  /** Deflated. */
  statuses: Uint8Array;
}

/** A signed status list in either of its two forms. */
export interface StatusToken {
  /** The signer's certificate first; empty without any. */
  certificates: Uint8Array[];
  isSignedWith: (key: KeyObject) => boolean;
  /** Read once the signature is known to be good. @throws {MobileDocumentError} `unreadable` */
  readClaims: () => StatusClaims;
}

/**
 * Reads a Status List Token, which is a CBOR or a JSON web token, without verifying it.
 *
 * @throws {MobileDocumentError} `unreadable`, `too_large`
 */
export function readStatusToken(content: Uint8Array): StatusToken {
  // The letter that every JSON web token begins with is a text in CBOR.
  return content[0] === 0x65 ? readJsonToken(content) : readCborToken(content);
}

const cborClaims = { uri: 2, until: 4, issuedAt: 6, list: 65_533, lifetime: 65_534 } as const;

function readCborToken(content: Uint8Array): StatusToken {
  const message = readCose(readCbor(content, subject), subject);
  checkType(message.type, 'statuslist+cwt');
  return {
    certificates: message.certificates,
    isSignedWith: (key) => isSignedWith(key, message),
    readClaims: () => {
      const claims = mapOf(readCbor(bytesOf(message.payload, subject), subject), subject);
      const list = mapOf(claims.get(cborClaims.list), subject);
      return {
        uri: claims.get(cborClaims.uri),
        issuedAt: claims.get(cborClaims.issuedAt),
        until: claims.get(cborClaims.until),
        lifetime: claims.get(cborClaims.lifetime),
        bits: list.get('bits'),
        statuses: bytesOf(list.get('lst'), subject),
      };
    },
  };
}

/** As in cose.ts, the curve of a key decides the algorithm (RFC 7518, 3.1; RFC 8037; RFC 9864). */
const algorithms = new Map<unknown, { hash: string | null; curve: string }>([
  ['ES256', { hash: 'sha256', curve: 'P-256' }],
  ['ES384', { hash: 'sha384', curve: 'P-384' }],
  ['ES512', { hash: 'sha512', curve: 'P-521' }],
  ['EdDSA', { hash: null, curve: 'Ed25519' }],
  ['Ed25519', { hash: null, curve: 'Ed25519' }],
]);

function readJsonToken(content: Uint8Array): StatusToken {
  const text = Buffer.from(content).toString('latin1').trim();
  const [head = '', body = '', proof = '', ...others] = text.split('.', 4);
  const header = objectIn(bytesIn(head));
  checkType(header['typ'], 'statuslist+jwt');
  // Extensions that have to be understood, which none here is.
  if (others.length > 0 || 'crit' in header) unreadable();
  const signature = bytesIn(proof);
  return {
    certificates: certificatesIn(header['x5c']),
    isSignedWith: (key) => {
      const known = algorithms.get(header['alg']);
      if (!known || curveNameOf(key) !== known.curve) return false;
      const covered = Buffer.from(`${head}.${body}`);
      return verify(known.hash, covered, { key, dsaEncoding: 'ieee-p1363' }, signature);
    },
    readClaims: () => {
      const { sub, iat, exp, ttl, ...claims } = objectIn(bytesIn(body));
      const { bits, lst } = asObject(claims['status_list']);
      const statuses = bytesIn(lst);
      return { uri: sub, issuedAt: iat, until: exp, lifetime: ttl, bits, statuses };
    },
  };
}

function certificatesIn(chain: unknown): Uint8Array[] {
  if (chain === undefined) return [];
  if (!Array.isArray(chain)) unreadable();
  if (chain.length > walletLimits.chainCertificates) {
    throw new MobileDocumentError('too_large', subject);
  }
  return chain.map((one: unknown) =>
    typeof one === 'string' ? Uint8Array.from(Buffer.from(one, 'base64')) : unreadable(),
  );
}

/** A type may leave out the word before the stroke (RFC 7515, 4.1.9; RFC 9596). */
function checkType(type: unknown, expected: string): void {
  const isExpected =
    typeof type === 'string' && type.toLowerCase().replace(/^application\//, '') === expected;
  if (!isExpected) unreadable();
}

/** Bytes have one encoding only, so that no two texts are the same token. */
function bytesIn(text: unknown): Uint8Array {
  if (typeof text !== 'string') unreadable();
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? Uint8Array.from(bytes) : unreadable();
}

function objectIn(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    unreadable();
  }
  return asObject(value);
}

function asObject(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : unreadable();
}

function unreadable(): never {
  throw new MobileDocumentError('unreadable', subject);
}
