import { createHash, timingSafeEqual } from 'node:crypto';
import { hashBytes, type HashName } from '../ber/oids.ts';

/** Hash identifiers in the trailer of ISO/IEC 9796-2. */
const trailers = new Map<number, HashName>([
  [0x33, 'sha1'],
  [0x34, 'sha256'],
  [0x35, 'sha512'],
  [0x36, 'sha384'],
  [0x38, 'sha224'],
]);

/**
 * Whether a recovered message is a signature of scheme 1 of ISO/IEC 9796-2 with partial recovery over the challenge
 * (9303-11, 6.1.2.2): header 6A, random part, hash, trailer.
 */
export function isRecovered(message: Uint8Array, challenge: Uint8Array): boolean {
  const last = message.at(-1);
  const isShort = last === 0xbc;
  const hash = isShort ? 'sha1' : last === 0xcc ? trailers.get(message.at(-2) ?? 0) : undefined;
  if (hash === undefined || message[0] !== 0x6a) return false;
  const end = message.length - (isShort ? 1 : 2);
  const start = end - hashBytes[hash];
  // Requires a random part of at least the standard's length: without it, any root could be made to fit.
  if (start < 9) return false;
  const digest = createHash(hash).update(message.subarray(1, start)).update(challenge).digest();
  return timingSafeEqual(digest, message.subarray(start, end));
}

/** The message that a chip with RSA signs: the other side of `isRecovered`. */
export function messageToSign(
  bytes: number,
  challenge: Uint8Array,
  hash: HashName,
  random: (size: number) => Uint8Array,
): Buffer {
  const identifier = [...trailers].find(([, name]) => name === hash)?.[0] ?? 0x33;
  const trailer = hash === 'sha1' ? Buffer.of(0xbc) : Buffer.of(identifier, 0xcc);
  const recoverable = random(bytes - 1 - hashBytes[hash] - trailer.length);
  const digest = createHash(hash).update(recoverable).update(challenge).digest();
  return Buffer.concat([Buffer.of(0x6a), recoverable, digest, trailer]);
}
