import { createHash, timingSafeEqual, verify } from 'node:crypto';
import { PassportError } from '../errors.ts';
import { Fields, integerOf, oidOf, smallIntegerOf } from '../ber/fields.ts';
import { hashOids, oids, signatureOids, type HashName } from '../ber/oids.ts';
import { readOnly, readTlv, type Tlv } from '../ber/read-ber.ts';
import { numberBytes } from '../ber/write-ber.ts';
import { recoverRsa, type PublicKey } from './public-key.ts';

/** The algorithm of a signature, according to its AlgorithmIdentifier. */
export type SignatureAlgorithm =
  | { kind: 'rsa' | 'ecdsa' | 'plain'; hash: HashName }
  | { kind: 'pss'; hash: HashName; maskHash: HashName; saltBytes: number };

/**
 * Reads a signature algorithm.
 *
 * @param digest the hash named elsewhere, for algorithms that name none
 * @throws {PassportError} `unsupported_algorithm` or `unreadable`
 */
export function readSignatureAlgorithm(
  identifier: Tlv,
  digest: HashName | null,
  subject: string,
): SignatureAlgorithm {
  const fields = new Fields(identifier.value, subject);
  const oid = oidOf(fields.take(0x06), subject);
  if (oid === oids.rsaPss) return readPss(fields.optional(0x30), subject);
  const named = signatureOids.get(oid);
  if (named) return named;
  if (digest && oid === oids.rsaEncryption) return { kind: 'rsa', hash: digest };
  if (digest && oid === oids.ecPublicKey) return { kind: 'ecdsa', hash: digest };
  if (oid === '1.2.840.10045.4.3') {
    return { kind: 'ecdsa', hash: readHash(fields.take(0x30), subject) };
  }
  throw new PassportError('unsupported_algorithm', subject, oid);
}

/** The hash of an AlgorithmIdentifier. @throws {PassportError} `unsupported_algorithm` or `unreadable` */
export function readHash({ value }: Tlv, subject: string): HashName {
  const oid = oidOf(new Fields(value, subject).take(0x06), subject);
  const hash = hashOids.get(oid);
  if (!hash) throw new PassportError('unsupported_algorithm', subject, oid);
  return hash;
}

function readPss(parameters: Tlv | undefined, subject: string): SignatureAlgorithm {
  const fields = new Fields(parameters?.value ?? Buffer.alloc(0), subject);
  const inner = (tag: number): Tlv | undefined => {
    const item = fields.optional(tag);
    return item && readTlv(item.value, subject);
  };
  const hash = inner(0xa0);
  const mask = inner(0xa1);
  const salt = inner(0xa2);
  let maskHash: HashName = 'sha1';
  if (mask) {
    const mgf = new Fields(mask.value, subject);
    const oid = oidOf(mgf.take(0x06), subject);
    if (oid !== oids.mgf1) throw new PassportError('unsupported_algorithm', subject, oid);
    maskHash = readHash(mgf.take(0x30), subject);
  }
  return {
    kind: 'pss',
    hash: hash ? readHash(hash, subject) : 'sha1',
    maskHash,
    saltBytes: salt ? smallIntegerOf(salt, subject) : 20,
  };
}

/** Whether this key made this signature over the data. False for a key of another kind. */
export function verifySignature(
  algorithm: SignatureAlgorithm,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length > 2_048) return false;
  const { keyObject } = key;
  if (algorithm.kind === 'pss') return key.kind === 'rsa' && isPss(algorithm, key, data, signature);
  if (algorithm.kind === 'rsa') {
    return key.kind === 'rsa' && verify(algorithm.hash, data, keyObject, signature);
  }
  if (key.kind !== 'ec') return false;
  const size = Math.ceil(key.bits / 8);
  const plain = algorithm.kind === 'plain' ? signature : plainSignature(signature, size);
  if (plain?.length !== 2 * size) return false;
  return verify(algorithm.hash, data, { key: keyObject, dsaEncoding: 'ieee-p1363' }, plain);
}

/** Returns r‖s of a signature in BER. Some signers omit the zero before a high number, which OpenSSL refuses. */
function plainSignature(signature: Uint8Array, size: number): Buffer | null {
  const subject = 'signature';
  try {
    const fields = new Fields(readOnly(signature, 0x30, subject).value, subject, 2);
    const numbers = [fields.take(0x02), fields.take(0x02)];
    return Buffer.concat(numbers.map((one) => numberBytes(integerOf(one, subject), size)));
  } catch {
    return null;
  }
}

/**
 * EMSA-PSS-VERIFY of RFC 8017, 9.1.2. node:crypto uses one hash for message and mask; some documents use two.
 */
function isPss(
  { hash, maskHash, saltBytes }: Extract<SignatureAlgorithm, { kind: 'pss' }>,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const recovered = recoverRsa(key, signature);
  if (!recovered) return false;
  const size = Math.ceil((key.bits - 1) / 8);
  if (recovered.length > size && recovered[0] !== 0) return false;
  const message = recovered.subarray(recovered.length - size);
  const digest = createHash(hash).update(data).digest();
  const maskedBytes = size - digest.length - 1;
  if (maskedBytes < saltBytes + 1 || message.at(-1) !== 0xbc) return false;
  const check = message.subarray(maskedBytes, -1);
  const mask = maskOf(check, maskedBytes, maskHash);
  const spareBits = 8 * size - (key.bits - 1);
  const block = message.subarray(0, maskedBytes).map((byte, i) => byte ^ (mask[i] ?? 0)) as Buffer;
  if (((message[0] ?? 0) & ~(0xff >> spareBits)) !== 0) return false;
  block[0] = (block[0] ?? 0) & (0xff >> spareBits);
  const saltStart = maskedBytes - saltBytes;
  if (block.subarray(0, saltStart - 1).some((byte) => byte !== 0)) return false;
  if (block[saltStart - 1] !== 1) return false;
  const expected = createHash(hash)
    .update(Buffer.alloc(8))
    .update(digest)
    .update(block.subarray(saltStart))
    .digest();
  return timingSafeEqual(expected, check);
}

function maskOf(seed: Uint8Array, size: number, hash: HashName): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0, length = 0; length < size; counter++) {
    const block = createHash(hash)
      .update(seed)
      .update(Buffer.of(0, 0, 0, counter))
      .digest();
    blocks.push(block);
    length += block.length;
  }
  return Buffer.concat(blocks);
}
