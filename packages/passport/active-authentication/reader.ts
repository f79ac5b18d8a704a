import { randomBytes } from 'node:crypto';
import { signatureOids, type HashName } from '../ber/oids.ts';
import { PassportError } from '../errors.ts';
import type { ChipConnection } from '../secure-messaging/chip-connection.ts';
import { negativeOf, recoverRsa, type PublicKey } from '../trust/public-key.ts';
import { verifySignature } from '../trust/signature.ts';
import { isRecovered } from './messages.ts';

const subject = 'active authentication';

/**
 * Active authentication as the reader (9303-11, 6.1): the chip signs our challenge with the private half of the signed
 * key. Tries the hash that DG14 names, or each hash of the standard if it names none.
 *
 * @param key of a DG15 that matched its signed hash
 * @param algorithm the signature algorithm of DG14, null without one
 * @throws {PassportError} `active_authentication_failed`
 */
export async function runActiveAuthentication(
  chip: ChipConnection,
  key: PublicKey,
  algorithm: string | null,
  random: (size: number) => Uint8Array = randomBytes,
): Promise<void> {
  const challenge = random(8);
  // The signature of a large RSA key does not fit a short answer under secure messaging.
  const expected = key.kind === 'rsa' && key.bits > 1_760 ? 65_536 : 256;
  const answer = await chip.send({ ins: 0x88, p1: 0, p2: 0, data: challenge, expected });
  if (answer.status !== 0x9000) {
    throw new PassportError('active_authentication_failed', subject, answer.status.toString(16));
  }
  const isSigned =
    key.kind === 'rsa'
      ? isRsaSignature(key, answer.data, challenge)
      : isEcdsaSignature(key, answer.data, challenge, algorithm);
  if (!isSigned) throw new PassportError('active_authentication_failed', subject, 'signature');
}

function isRsaSignature(key: PublicKey, signature: Uint8Array, challenge: Uint8Array): boolean {
  const message = recoverRsa(key, signature);
  if (!message) return false;
  // ISO/IEC 9796-2 lets a signer send the smaller of a signature and its negative.
  const isNegative = ((message.at(-1) ?? 0) & 0x0f) !== 0x0c;
  return isRecovered(isNegative ? negativeOf(key, message) : message, challenge);
}

const hashes: readonly HashName[] = ['sha256', 'sha1', 'sha224', 'sha384', 'sha512'];

function isEcdsaSignature(
  key: PublicKey,
  signature: Uint8Array,
  challenge: Uint8Array,
  algorithm: string | null,
): boolean {
  const named = algorithm === null ? undefined : signatureOids.get(algorithm)?.hash;
  // Plain according to the standard; some cards answer in DER.
  return (named ? [named] : hashes).some((hash) =>
    (['plain', 'ecdsa'] as const).some((kind) =>
      verifySignature({ kind, hash }, key, challenge, signature),
    ),
  );
}
