import { PassportError } from '../errors.ts';
import { Fields } from '../ber/fields.ts';
import { oids } from '../ber/oids.ts';
import { readOnly } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';
import { isSignedBy, keyUsages, parseCertificate, type Certificate } from './certificate.ts';
import { openSignedData } from './signed-data.ts';

/** A CSCA master list (9303-12, 9) whose own signature is good. */
export interface MasterList {
  /** The certificate that signed the list. */
  signer: Certificate;
  /**
   * The authority that issued the signer: carried beside the list or in it. Compare its fingerprint with
   * what the publisher says: a list vouches for itself only.
   */
  signerAuthority: Certificate;
  certificates: Certificate[];
  /** Whether the time of the signer is over: the list is an old one. */
  isSignerExpired: boolean;
  /** Entries that could not be read or are no authority. */
  skipped: number;
}

const subject = 'master list';

/**
 * Reads a master list, verifies its signature, and checks that its signer may sign lists.
 *
 * @param authorities what is trusted already; a list signer under one of them needs no other
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
    // One odd certificate of one state must not cost the list of all others.
    return [];
  }
}

/** Whether extensions let this certificate sign others. Old ones of version 1 have none. */
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

/** By name or key identifier: names are written in several ways, and the signature decides. */
function isNamedBy(signer: Certificate, { subject: name, keyIdentifier }: Certificate): boolean {
  const { issuer, authorityKeyIdentifier } = signer;
  return (
    name.key === issuer.key || (keyIdentifier !== null && keyIdentifier === authorityKeyIdentifier)
  );
}
