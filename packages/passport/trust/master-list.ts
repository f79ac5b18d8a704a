import { PassportError } from '../errors.ts';
import { Fields } from '../ber/fields.ts';
import { oids } from '../ber/oids.ts';
import { readOnly } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';
import { isSignedBy, keyUsages, parseCertificate, type Certificate } from './certificate.ts';
import { openSignedData } from './signed-data.ts';

/** A CSCA master list (9303-12, 9) with a valid signature of its own. */
export interface MasterList {
  /** The certificate that signed the list. */
  signer: Certificate;
  /**
   * The authority that issued the signer, carried beside the list or in it. Compare its fingerprint with the
   * publisher's: a list only vouches for itself.
   */
  signerAuthority: Certificate;
  certificates: Certificate[];
  /** Whether the signer's certificate has expired, as on an old list. */
  isSignerExpired: boolean;
  /** Number of entries that were unreadable or no authority. */
  skipped: number;
}

const subject = 'master list';

/**
 * Reads a master list, verifies its signature, and checks that its signer may sign lists.
 *
 * @param authorities trusted ones; a list signer under one of them needs no other
 * @throws {PassportError} `signature_invalid`, `signer_invalid`, `unreadable`, `too_large`, `unsupported_algorithm`
 */
export function readMasterList(
  bytes: Uint8Array,
  now: Date,
  authorities: readonly Certificate[] = [],
): MasterList {
  if (bytes.length > limits.masterListBytes) throw new PassportError('too_large', subject);
  const { contentType, content, signer, certificates: carried } = openSignedData(bytes, subject);
  if (contentType !== oids.masterList) {
    throw new PassportError('unreadable', subject, 'another content');
  }
  const fields = new Fields(readOnly(content, 0x30, subject).value, subject);
  fields.take(0x02);
  const items = new Fields(fields.take(0x31).value, subject, limits.masterListCertificates).rest();
  const certificates = items.flatMap(({ raw }) => authorityOf(raw));
  const skipped = items.length - certificates.length;
  const signerAuthority = [...authorities, ...carried, ...certificates].find(
    (one) => one !== signer && isListSignerOf(signer, one),
  );
  const mayList = signer.extendedKeyUsages.includes(oids.masterListSigner);
  if (!signerAuthority || !mayList) throw new PassportError('signer_invalid', subject);
  const isSignerExpired = now > signer.notAfter;
  return { signer, signerAuthority, certificates, isSignerExpired, skipped };
}

function authorityOf(raw: Uint8Array): Certificate[] {
  try {
    const certificate = parseCertificate(raw);
    return isUsableAuthority(certificate) ? [certificate] : [];
  } catch {
    // One faulty certificate of a state must not invalidate the list for all others.
    return [];
  }
}

/** Whether the extensions let this certificate sign others. Old certificates of version 1 have no extensions. */
export function isUsableAuthority({ isAuthority, keyUsage }: Certificate): boolean {
  const mayIssue = keyUsage === null || (keyUsage & keyUsages.certificateSign) !== 0;
  return isAuthority !== false && mayIssue;
}

function isListSignerOf(signer: Certificate, authority: Certificate): boolean {
  return (
    isNamedBy(signer, authority) &&
    authority.subject.country === signer.subject.country &&
    isUsableAuthority(authority) &&
    isSignedBy(signer, authority)
  );
}

/** Matches by name or by key identifier: names are encoded in several ways, and the signature decides. */
function isNamedBy(signer: Certificate, { subject: name, keyIdentifier }: Certificate): boolean {
  const { issuer, authorityKeyIdentifier } = signer;
  return (
    name.key === issuer.key || (keyIdentifier !== null && keyIdentifier === authorityKeyIdentifier)
  );
}
