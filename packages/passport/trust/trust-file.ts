import { createHash } from 'node:crypto';
import { PassportError, type PassportErrorCode } from '../errors.ts';
import { certificateFingerprint, parseCertificate, type Certificate } from './certificate.ts';
import { readMasterList } from './master-list.ts';
import { readRevocationList, type CertificateRevocationList } from './revocation-list.ts';
import type { TrustStore } from './trust-store.ts';

/**
 * `list`: a master list of authorities that sign passports. `link`: a certificate in which an authority names its next
 * key. `revocations`: the signers that an authority withdrew.
 */
export type TrustFileKind = 'list' | 'link' | 'revocations';

/** A file of authorities, whose signature is valid. */
export interface TrustFile {
  kind: TrustFileKind;
  /** The country for a master list. Other files add their kind and an identity within the country. */
  publisher: string;
  /** The name of the authority behind the file. */
  name: string;
  content: Buffer;
  /** The fingerprint of that authority's certificate, or a hash of its name. */
  authority: string;
  /** Number of authorities in the file, or of revoked certificates. */
  authorities: number;
  /** When the signer expires, or the next revocations are due. */
  signerUntil: Date;
  /** Of revocations. */
  issuedAt?: Date;
}

type TrustFileErrorCode =
  /** No trusted authority of the same state signed the certificate. */
  | 'link_untrusted'
  /** No trusted authority signed the revocations. */
  | 'revocations_untrusted'
  /** It is no master list, or its signature is not valid: see `reason`. */
  | 'list_unusable'
  | 'country_missing';

/** Why a file gives no trust. */
export class TrustFileError extends Error {
  readonly code: TrustFileErrorCode;
  /** The name in the file; null where there is none. Untrusted text. */
  readonly subject: string | null;
  readonly reason: PassportErrorCode | null;

  constructor(
    code: TrustFileErrorCode,
    { subject = null, reason = null }: Partial<Pick<TrustFileError, 'subject' | 'reason'>> = {},
  ) {
    super(`The file gives no trust: ${code}`);
    this.name = 'TrustFileError';
    this.code = code;
    this.subject = subject;
    this.reason = reason;
  }
}

/**
 * Reads a file of authorities, in DER or PEM. An authority in the trust store must have signed a link certificate or
 * revocations, which are then added to the store. Who signed a master list the caller decides, by its fingerprint.
 * @throws {TrustFileError}
 */
export function readTrustFile(content: Buffer, trust: TrustStore, now: Date): TrustFile {
  const der = derOf(content);
  return readLink(der, trust) ?? readRevocations(der, trust) ?? readList(der, now);
}

/** Certificates and revocation lists may be PEM files in base64. */
function derOf(content: Buffer): Buffer {
  const [, base64] =
    /^-----BEGIN (?:CERTIFICATE|X509 CRL)-----([^-]+)-----END/m.exec(
      content.subarray(0, 32_000_000).toString('latin1'),
    ) ?? [];
  return base64 === undefined ? content : Buffer.from(base64, 'base64');
}

/** Returns null when the file is not a certificate. */
function readLink(content: Buffer, trust: TrustStore): TrustFile | null {
  const certificate = attempt(() => parseCertificate(content));
  if (!certificate) return null;
  const { subject, notAfter } = certificate;
  if (trust.addLinks([certificate]).length === 0) {
    throw new TrustFileError('link_untrusted', { subject: subject.text });
  }
  const authority = certificateFingerprint(certificate);
  return {
    ...{ publisher: publisherOf(subject, 'link', authority), kind: 'link', content },
    ...{ authority, authorities: 1, signerUntil: notAfter, name: subject.text },
  };
}

/** Revocations are due every 90 days (ICAO 9303-12, 4.2). */
const dueMs = 90 * 86_400_000;

/** Returns null when the file is not a revocation list. */
function readRevocations(content: Buffer, trust: TrustStore): TrustFile | null {
  const list: CertificateRevocationList | null = attempt(() => readRevocationList(content));
  if (!list) return null;
  const { issuer, issuedAt, nextAt, serials } = list;
  if (!trust.addRevocationList(list)) {
    throw new TrustFileError('revocations_untrusted', { subject: issuer.text });
  }
  const authority = createHash('sha256').update(Buffer.from(issuer.key)).digest('hex');
  return {
    ...{ publisher: publisherOf(issuer, 'revocations', authority), kind: 'revocations', content },
    ...{ authority, authorities: serials.size, name: issuer.text, issuedAt },
    signerUntil: nextAt ?? new Date(issuedAt.getTime() + dueMs),
  };
}

function readList(content: Buffer, now: Date): TrustFile {
  const { certificates, signer, signerAuthority } = openList(content, now);
  const authority = certificateFingerprint(signerAuthority);
  const { subject } = signerAuthority;
  return {
    ...{ publisher: publisherOf(subject, 'list', authority), kind: 'list', content, authority },
    ...{ authorities: certificates.length, signerUntil: signer.notAfter, name: subject.text },
  };
}

function openList(content: Buffer, now: Date): ReturnType<typeof readMasterList> {
  try {
    return readMasterList(content, now);
  } catch (error) {
    if (!(error instanceof PassportError)) throw error;
    throw new TrustFileError('list_unusable', { reason: error.code });
  }
}

function publisherOf(
  { country, text }: Certificate['subject'],
  kind: TrustFileKind,
  identity: string,
): string {
  if (country === null || !/^[A-Z]{2,3}$/.test(country)) {
    throw new TrustFileError('country_missing', { subject: text });
  }
  return kind === 'list' ? country : `${country}-${kind}-${identity.slice(0, 8)}`;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
