import { createHash } from 'node:crypto';
import {
  parseCertificate,
  PassportError,
  type TrustStore,
  type AuthorityReference,
  type Certificate,
} from '#passport';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';

const subject = 'issuer certificate';

/** What is known of the certificate that signed a document. */
export interface DocumentSigner {
  certificate: Certificate;
  /** Null: nobody who is trusted issued it. */
  authority: Certificate | null;
  missing: AuthorityReference | null;
  isRevoked: boolean;
}

/**
 * Finds who vouches for the signer. A chain that the answer carries proves nothing by itself: only what the trust store
 * has counts. A document's signer may be trusted directly.
 *
 * @throws {MobileDocumentError} `signer_invalid`, `unreadable`, `unsupported_algorithm`
 */
export function findSigner(
  chain: readonly Uint8Array[],
  trust: TrustStore,
  now: Date,
): DocumentSigner {
  const [der] = chain;
  if (!der) throw new MobileDocumentError('signer_invalid', subject);
  const certificate = parseIssuerCertificate(der, subject);
  const itself = trust.authorities.find((one) => Buffer.from(one.der).equals(der));
  if (itself) return { certificate, authority: itself, missing: null, isRevoked: false };
  // The certificate of an authority must not sign documents, and one for documents must not sign certificates.
  const maySign = certificate.keyUsage === null || (certificate.keyUsage & 1) !== 0;
  if (certificate.isAuthority === true || !maySign) {
    throw new MobileDocumentError('signer_invalid', subject);
  }
  const found = trust.trustOf(certificate, now);
  if (found.state === 'forged') throw new MobileDocumentError('signer_invalid', subject);
  if (found.state === 'unknown') {
    return { certificate, authority: null, missing: found.missing, isRevoked: false };
  }
  const { authority, revoked } = found;
  return { certificate, authority, missing: null, isRevoked: revoked };
}

/** @throws {MobileDocumentError} */
export function parseIssuerCertificate(der: Uint8Array, subject: string): Certificate {
  try {
    return parseCertificate(der, subject);
  } catch (error) {
    if (!(error instanceof PassportError)) throw error;
    const { code } = error;
    const isKnown = code === 'too_large' || code === 'unsupported_algorithm';
    throw new MobileDocumentError(isKnown ? code : 'unreadable', subject);
  }
}

/** Whether the moment lies in the certificate's time, give or take the difference of two clocks. */
export function isInTime({ notBefore, notAfter }: Certificate, at: Date): boolean {
  const { clockMs } = walletLimits;
  const time = at.getTime();
  return time >= notBefore.getTime() - clockMs && time <= notAfter.getTime() + clockMs;
}

/** SHA-256 of a certificate, in hex. */
export function certificateSha256(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}
