import { createHash } from 'node:crypto';
import type { Db } from '../../store/schema.ts';
import { isListedRevoked, type RevocationQuery } from '../../store/tables/credentials.ts';

/** By what a credential would be found on a list of those that were taken back; null: by nothing. */
export type RevocationMarks = RevocationQuery | null;

/** Whether an imported list says so. */
export async function isTakenBack(db: Db, marks: RevocationMarks): Promise<boolean> {
  return marks !== null && marks.identifiers.length > 0 && isListedRevoked(db, marks);
}

/** What EU lists keep of a hash: its first 128 bits. */
const hashBytes = 16;

/** A listed hash, in hex: the whole or its first half. */
export function hashMark(hex: string): string {
  return `hash:${hex.slice(0, 2 * hashBytes).toLowerCase()}`;
}

/**
 * An identifier of a certificate (UVCI), as it is stored and searched: hashed, because it leads to a person. Case,
 * prefix and check character do not matter.
 */
export function identifierMark(uvci: string): string {
  const bare = uvci
    .trim()
    .toUpperCase()
    .replace(/^URN:UVCI:/, '')
    .replace(/#.$/, '');
  return `uvci:${sha256(bare)}`;
}

/** How EU certificates are signed. */
export type CoseAlgorithm = 'ES256' | 'ES384' | 'PS256';

interface CertificateParts {
  /** Of each entry: its `ci`. */
  identifiers: readonly string[];
  /** Whom the token or an entry names: `iss`, `co`. */
  countries: readonly string[];
  signature: Uint8Array;
  algorithm: CoseAlgorithm;
}

/**
 * Every way in which an EU list may name a certificate (eHealth Network, "EU DCC Revocation
 * Specification"): the hash of its identifier, of country and identifier, or of its signature; of an
 * elliptic one the first half, because the second half can be turned round.
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
