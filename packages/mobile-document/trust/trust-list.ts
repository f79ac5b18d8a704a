import { certificateFingerprint, TrustStore, type Certificate } from '#passport';
import { bytesOf, listOf, mapOf, momentOf, readCbor } from '../cbor.ts';
import { isSignedWith, readCose } from '../cose.ts';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';
import { certificateSha256, parseIssuerCertificate } from '../answer/signer.ts';

/** A file of authorities that sign documents in wallets. */
export interface TrustList {
  /** `vical`: a list that its provider signed. `certificates`: certificates in PEM or DER that nobody signed. */
  kind: 'vical' | 'certificates';
  /** The provider of a list, or the name in the first certificate. Untrusted text. */
  name: string;
  authorities: Certificate[];
  /**
   * What the operator compares with the publisher's pages, in hex: the SHA-256 of the certificate behind a list or of the
   * one certificate; of several, that of all.
   */
  fingerprint: string;
  /** When the provider issued the list; null: the file does not say. */
  issuedAt: Date | null;
  /** When the list is over: its next update, or the end of its signer or of the first certificate. */
  until: Date;
}

const subject = 'trust list';

/**
 * Reads a list of issuing authorities (VICAL, ISO/IEC 18013-5 annex C) and verifies its signature, or reads certificates.
 * A list vouches for itself only: compare its fingerprint.
 *
 * @throws {MobileDocumentError} `too_large`, `unreadable`, `signature_invalid`, `signer_invalid`, `unsupported_algorithm`
 */
export function readTrustList(content: Uint8Array): TrustList {
  if (content.length > walletLimits.trustListBytes)
    throw new MobileDocumentError('too_large', subject);
  const pem = pemIn(content);
  // In DER, a certificate is a sequence, which no CBOR list begins with.
  if (pem.length > 0 || content[0] === 0x30) {
    return certificatesOf(pem.length > 0 ? pem : [content]);
  }
  return readVical(content);
}

function pemIn(content: Uint8Array): Uint8Array[] {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
  const parts = text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  return [...parts].map(([, base64 = '']) => Uint8Array.from(Buffer.from(base64, 'base64')));
}

function certificatesOf(ders: readonly Uint8Array[]): TrustList {
  const authorities = listOf(ders, subject, walletLimits.authorities).map((der) =>
    parseIssuerCertificate(der as Uint8Array, subject),
  );
  const [first] = authorities;
  if (!first) throw new MobileDocumentError('unreadable', subject);
  const sorted = ders
    .map((der) => Buffer.from(der))
    .sort((one, other) => Buffer.compare(one, other));
  return {
    kind: 'certificates',
    name: first.subject.text,
    authorities,
    fingerprint: certificateSha256(Buffer.concat(sorted)),
    issuedAt: null,
    until: new Date(Math.min(...authorities.map(({ notAfter }) => notAfter.getTime()))),
  };
}

function readVical(content: Uint8Array): TrustList {
  const message = readCose(readCbor(content, subject), subject);
  const { signer, root } = signersOf(message.certificates);
  if (!message.payload || !isSignedWith(signer.publicKey.keyObject, message)) {
    throw new MobileDocumentError('signature_invalid', subject);
  }
  const list = mapOf(readCbor(message.payload, subject), subject);
  const infos = listOf(list.get('certificateInfos'), subject, walletLimits.authorities);
  const provider = list.get('vicalProvider');
  const nextUpdate = list.get('nextUpdate');
  const next = nextUpdate === undefined ? signer.notAfter : momentOf(nextUpdate, subject);
  return {
    kind: 'vical',
    name: typeof provider === 'string' ? provider : root.subject.text,
    authorities: infos.flatMap(authorityIn),
    fingerprint: certificateFingerprint(root),
    issuedAt: momentOf(list.get('date'), subject),
    until: next < signer.notAfter ? next : signer.notAfter,
  };
}

/** Follows the chain of the list: each certificate has to be signed by the next. */
function signersOf(chain: readonly Uint8Array[]): { signer: Certificate; root: Certificate } {
  const certificates = chain.map((der) => parseIssuerCertificate(der, subject));
  const [signer] = certificates;
  const root = certificates.at(-1);
  if (!signer || !root) throw new MobileDocumentError('signer_invalid', subject);
  for (const [at, certificate] of certificates.entries()) {
    const next = certificates[at + 1];
    if (next && !isIssuedBy(certificate, next)) {
      throw new MobileDocumentError('signer_invalid', subject);
    }
  }
  return { signer, root };
}

function isIssuedBy(certificate: Certificate, authority: Certificate): boolean {
  return (
    new TrustStore([authority]).trustOf(certificate, certificate.notBefore).state === 'trusted'
  );
}

/** One unusable certificate must not keep out all others. */
function authorityIn(info: unknown): Certificate[] {
  const der = bytesOf(mapOf(info, subject).get('certificate'), subject);
  try {
    return [parseIssuerCertificate(der, subject)];
  } catch {
    return [];
  }
}
