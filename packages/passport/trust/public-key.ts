import { constants, createPublicKey, publicEncrypt, type KeyObject } from 'node:crypto';
import { PassportError } from '../errors.ts';
import { bitsOf, Fields, integerOf, oidOf, toBigInt } from '../ber/fields.ts';
import { oids } from '../ber/oids.ts';
import { readOnly, readTlv } from '../ber/read-ber.ts';
import { numberBytes, writeBitString, writeOid, writeTlv } from '../ber/write-ber.ts';
import { curveOf } from '../domain/domain-parameters.ts';
import { limits } from '../limits.ts';

/** A public key that verifies signatures. */
export interface PublicKey {
  kind: 'rsa' | 'ec';
  /** Bits of the modulus or of the order. */
  bits: number;
  /** RSA keys are always plain here, so that this package chooses the padding. */
  keyObject: KeyObject;
}

/** Reads a SubjectPublicKeyInfo: RSA, RSA-PSS, or EC with a known curve. @throws {PassportError} */
export function readPublicKey(der: Uint8Array, subject: string): PublicKey {
  const info = new Fields(readTlv(der, subject).value, subject);
  const algorithm = new Fields(info.take(0x30).value, subject);
  const bits = bitsOf(info.take(0x03), subject);
  const oid = oidOf(algorithm.take(0x06), subject);
  try {
    if (oid === oids.ecPublicKey) {
      const curve = curveOf(algorithm.any(), subject);
      // Named parameters replace explicit ones, so that every library computes on its own known curve.
      const named = writeTlv(0x30, writeOid(oids.ecPublicKey), writeOid(curve.oid));
      const spki = writeTlv(0x30, named, writeBitString(bits));
      const keyObject = createPublicKey({ key: spki, format: 'der', type: 'spki' });
      return { kind: 'ec', bits: curve.n.toString(2).length, keyObject };
    }
    if (oid === oids.rsaEncryption || oid === oids.rsaPss) return readRsa(bits, subject);
  } catch (error) {
    if (error instanceof PassportError) throw error;
    throw new PassportError('unreadable', subject, 'public key');
  }
  throw new PassportError('unsupported_algorithm', subject, oid);
}

function readRsa(bytes: Uint8Array, subject: string): PublicKey {
  const fields = new Fields(readOnly(bytes, 0x30, subject).value, subject);
  const modulus = integerOf(fields.take(0x02), subject);
  const exponent = integerOf(fields.take(0x02), subject);
  const bits = modulus.toString(2).length;
  const isUsable =
    bits >= limits.rsaBits.min &&
    bits <= limits.rsaBits.max &&
    exponent >= 3n &&
    exponent < 1n << 64n;
  if (!isUsable) throw new PassportError('unsupported_algorithm', subject, 'RSA key');
  const jwk = {
    kty: 'RSA',
    n: numberBytes(modulus).toString('base64url'),
    e: numberBytes(exponent).toString('base64url'),
  };
  return { kind: 'rsa', bits, keyObject: createPublicKey({ key: jwk, format: 'jwk' }) };
}

/** The modulus minus this number, padded to the modulus's length. */
export function negativeOf({ keyObject, bits }: PublicKey, message: Uint8Array): Buffer {
  const { n = '' } = keyObject.export({ format: 'jwk' });
  const modulus = toBigInt(Buffer.from(n, 'base64url'));
  return numberBytes(modulus - toBigInt(message), Math.ceil(bits / 8));
}

/** The signature to the power of the public exponent, as long as the modulus; null if it exceeds the modulus. */
export function recoverRsa({ keyObject, bits }: PublicKey, signature: Uint8Array): Buffer | null {
  if (signature.length !== Math.ceil(bits / 8)) return null;
  try {
    return publicEncrypt({ key: keyObject, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    return null;
  }
}
