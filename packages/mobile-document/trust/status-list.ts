import { inflateSync } from 'node:zlib';
import type { Certificate, TrustStore } from '#passport';
import { findSigner, isInTime } from '../answer/signer.ts';
import type { StatusReference } from '../answer/security-object.ts';
import { textOf } from '../cbor.ts';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';
import { readStatusToken } from './status-token.ts';

const subject = 'status list';
const sizes = [1, 2, 4, 8];

/** A list in which an issuer withdraws documents (Token Status List, draft-ietf-oauth-status-list). */
export interface StatusList {
  /** The address that documents name. */
  uri: string;
  issuedAt: Date;
  /** When the list stops counting: the earliest of its end, its lifetime and a week. */
  until: Date;
  /** Whether the list counts now. Otherwise it is over, or its signature is yet to come. */
  isCurrent: boolean;
  /** How many documents it can have. */
  entries: number;
  /** Whose documents the list is about. */
  authority: Certificate;
  /**
   * Whether the issuer withdrew a document that this authority vouches for. Null: unknown, because the list has no such
   * document, is over, or is another issuer's.
   */
  isWithdrawn: (status: StatusReference, authority: Certificate) => boolean | null;
}

/**
 * Reads a status list and verifies that somebody signed it who may sign documents. It need not be current.
 *
 * @throws {MobileDocumentError} `too_large`, `unreadable`, `signature_invalid`, `signer_invalid`
 */
export function readStatusList(content: Uint8Array, trust: TrustStore, now: Date): StatusList {
  if (content.length > walletLimits.statusListBytes)
    throw new MobileDocumentError('too_large', subject);
  const token = readStatusToken(content);
  const { certificate, authority, isRevoked } = findSigner(token.certificates, trust, now);
  if (!authority || isRevoked || !isInTime(certificate, now) || !isInTime(authority, now)) {
    throw new MobileDocumentError('signer_invalid', subject);
  }
  if (!token.isSignedWith(certificate.publicKey.keyObject)) {
    throw new MobileDocumentError('signature_invalid', subject);
  }
  const { bits, ...claims } = token.readClaims();
  const uri = textOf(claims.uri, subject);
  if (uri === '' || typeof bits !== 'number' || !sizes.includes(bits)) {
    throw new MobileDocumentError('unreadable', subject);
  }
  const issuedAt = secondsIn(claims.issuedAt);
  const until = endOf(issuedAt, claims);
  const statuses = unpack(claims.statuses);
  const time = now.getTime();
  const isCurrent = time >= issuedAt * 1000 - walletLimits.clockMs && time < until * 1000;
  return {
    uri,
    authority,
    issuedAt: dateOf(issuedAt),
    until: dateOf(until),
    isCurrent,
    entries: (statuses.length * 8) / bits,
    isWithdrawn: (status, issuer) => {
      if (!isCurrent || status.uri !== uri || !maySpeakFor(authority, status, issuer)) return null;
      const at = status.index * bits;
      const byte = statuses[Math.floor(at / 8)];
      // Suspended and reserved values are no better than withdrawn.
      return byte === undefined ? null : ((byte >> (at % 8)) & (2 ** bits - 1)) !== 0;
    },
  };
}

/**
 * Only the authority behind a document may clear it, and no other that is trusted (ISO/IEC 18013-5, 12.3.6.2). An authority
 * has several certificates under one name. A signer that is trusted directly speaks for its issuer.
 */
function maySpeakFor(
  lister: Certificate,
  { authority }: StatusReference,
  issuer: Certificate,
): boolean {
  if (authority) return Buffer.from(authority).equals(lister.der);
  const spokenFor = lister.isAuthority === true ? lister.subject.key : lister.issuer.key;
  const names = [issuer.subject.key, issuer.issuer.key];
  return names.includes(spokenFor) || lister.subject.key === issuer.subject.key;
}

/** Nobody knows when a file was fetched, so its lifetime begins when it was signed. */
function endOf(
  issuedAt: number,
  { until, lifetime }: { until: unknown; lifetime: unknown },
): number {
  return Math.min(
    issuedAt + walletLimits.statusListDays * 86_400,
    ...(until === undefined ? [] : [secondsIn(until)]),
    ...(lifetime === undefined ? [] : [issuedAt + secondsIn(lifetime)]),
  );
}

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: walletLimits.statusBytes });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new MobileDocumentError(isLarge ? 'too_large' : 'unreadable', subject);
  }
}

function secondsIn(value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value < 1e11)) {
    throw new MobileDocumentError('unreadable', subject);
  }
  return value;
}

function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
