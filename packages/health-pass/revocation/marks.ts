import { createHash } from 'node:crypto';

/** EU lists contain the first 128 bits of a hash. */
const hashBytes = 16;

/** Returns the mark of a listed hash, given in hex as a whole or as its first half. */
export function hashMark(hex: string): string {
  return `hash:${hex.slice(0, 2 * hashBytes).toLowerCase()}`;
}

/**
 * Returns the mark of a certificate's identifier (UVCI): hashed, because it leads to a person. Case, prefix and check
 * character do not matter.
 */
export function identifierMark(uvci: string): string {
  const bare = uvci
    .trim()
    .toUpperCase()
    .replace(/^URN:UVCI:/, '')
    .replace(/#.$/, '');
  return `uvci:${sha256(bare)}`;
}

/** Signature algorithms of EU certificates. */
export type CoseAlgorithm = 'ES256' | 'ES384' | 'PS256';

interface CertificateParts {
  /** The identifiers of the entries: `ci`. */
  identifiers: readonly string[];
  /** The countries that the token or an entry names: `iss`, `co`. */
  countries: readonly string[];
  signature: Uint8Array;
  algorithm: CoseAlgorithm;
}

/**
 * Returns every mark by which an EU list may name a certificate (eHealth Network, "EU DCC Revocation Specification"):
 * the hash of its identifier, of country and identifier, or of its signature. For an elliptic curve, it is the hash of
 * the signature's first half, because the second half can be negated.
 */
export function certificateMarks(parts: CertificateParts): string[] {
  const { identifiers, countries, signature, algorithm } = parts;
  const fixed = algorithm === 'PS256' ? signature : signature.subarray(0, signature.length / 2);
  return [
    ...identifiers.map(identifierMark),
    ...identifiers.map((identifier) => hashMark(sha256(identifier))),
    ...countries.flatMap((country) =>
      identifiers.map((identifier) => hashMark(sha256(country + identifier))),
    ),
    hashMark(sha256(fixed)),
  ];
}

function sha256(value: string | Uint8Array): string {
  return createHash('sha256')
    .update(value)
    .digest('hex')
    .slice(0, 2 * hashBytes);
}
