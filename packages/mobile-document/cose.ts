import { createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { encode, Tagged } from 'cborg';
import { bytesOf, listOf, mapOf, readCbor, tags } from './cbor.ts';
import { MobileDocumentError } from './errors.ts';
import { walletLimits } from './limits.ts';

const headers = { algorithm: 1, type: 16, certificates: 33 } as const;
/** The curve of a key decides the algorithm, so a signature cannot choose another (RFC 9053, RFC 9864). */
const algorithms: ReadonlyMap<unknown, { hash: string | null; curve: string }> = new Map([
  [-7, { hash: 'sha256', curve: 'P-256' }],
  [-9, { hash: 'sha256', curve: 'P-256' }],
  [-35, { hash: 'sha384', curve: 'P-384' }],
  [-51, { hash: 'sha384', curve: 'P-384' }],
  [-36, { hash: 'sha512', curve: 'P-521' }],
  [-52, { hash: 'sha512', curve: 'P-521' }],
  [-8, { hash: null, curve: 'Ed25519' }],
  [-19, { hash: null, curve: 'Ed25519' }],
]);
/** Of signatures, as COSE numbers them. */
export const algorithmNumbers: readonly unknown[] = [...algorithms.keys()];
const hmac256 = 5;

/** COSE_Sign1 or COSE_Mac0 (RFC 9052): four parts. */
export interface CoseMessage {
  protectedBytes: Uint8Array;
  algorithm: unknown;
  /** What the payload is (RFC 9596), as the signer says it. */
  type: unknown;
  /** Null: detached. */
  payload: Uint8Array | null;
  proof: Uint8Array;
  /** The signer's certificate first; empty without any. */
  certificates: Uint8Array[];
}

export function readCose(value: unknown, subject: string): CoseMessage {
  let parts = value;
  while (parts instanceof Tagged && [tags.sign1, tags.webToken].some((tag) => isTag(parts, tag))) {
    parts = parts.value as unknown;
  }
  const [first, second, payload, proof, ...others] = listOf(parts, subject, 4);
  const protectedBytes = bytesOf(first, subject);
  const signed = mapOf(
    protectedBytes.length === 0 ? new Map() : readCbor(protectedBytes, subject),
    subject,
  );
  const unsigned = mapOf(second, subject);
  if (others.length > 0) throw new MobileDocumentError('unreadable', subject);
  const chain = signed.get(headers.certificates) ?? unsigned.get(headers.certificates) ?? [];
  const certificates = Array.isArray(chain) ? chain : [chain];
  return {
    protectedBytes,
    algorithm: signed.get(headers.algorithm),
    type: signed.get(headers.type),
    payload: payload === null ? null : bytesOf(payload, subject),
    proof: bytesOf(proof, subject),
    certificates: listOf(certificates, subject, walletLimits.chainCertificates).map((one) =>
      bytesOf(one, subject),
    ),
  };
}

function isTag(value: unknown, tag: number): boolean {
  return value instanceof Tagged && value.tag === tag;
}

/** @param payload what a detached payload covers */
export function isSignedWith(
  key: KeyObject,
  { protectedBytes, algorithm, payload: carried, proof }: CoseMessage,
  payload: Uint8Array | null = carried,
): boolean {
  const known = algorithms.get(algorithm);
  if (!known || !payload || curveNameOf(key) !== known.curve) return false;
  const signed = encode(['Signature1', protectedBytes, new Uint8Array(0), payload]);
  return verify(known.hash, signed, { key, dsaEncoding: 'ieee-p1363' }, proof);
}

export function isAuthenticatedWith(
  secret: Uint8Array,
  { protectedBytes, algorithm, proof }: CoseMessage,
  payload: Uint8Array,
): boolean {
  if (algorithm !== hmac256) return false;
  const covered = encode(['MAC0', protectedBytes, new Uint8Array(0), payload]);
  const right = createHmac('sha256', secret).update(covered).digest();
  return right.length === proof.length && timingSafeEqual(right, proof);
}

const curveNames: Record<string, string> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

export function curveNameOf(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  return curveNames[key.asymmetricKeyDetails?.namedCurve ?? ''];
}

const parameters = { type: 1, curve: -1, x: -2, y: -3 } as const;
const types = { 1: 'OKP', 2: 'EC' } as const;
const curves = new Map<unknown, string>([
  [1, 'P-256'],
  [2, 'P-384'],
  [3, 'P-521'],
  [6, 'Ed25519'],
]);

/** Reads a COSE_Key (RFC 9052, 7). @throws {MobileDocumentError} `unreadable`, `unsupported_algorithm` */
export function readCoseKey(value: unknown, subject: string): KeyObject {
  const key = mapOf(value, subject);
  const kty = types[key.get(parameters.type) as keyof typeof types] as string | undefined;
  const crv = curves.get(key.get(parameters.curve));
  if (!kty || !crv) throw new MobileDocumentError('unsupported_algorithm', subject);
  const coordinate = (label: number) =>
    Buffer.from(bytesOf(key.get(label), subject)).toString('base64url');
  const jwk = {
    ...{ kty, crv, x: coordinate(parameters.x) },
    ...(kty === 'EC' && { y: coordinate(parameters.y) }),
  };
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new MobileDocumentError('unreadable', subject);
  }
}
