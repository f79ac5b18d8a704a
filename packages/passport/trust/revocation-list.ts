import { bitsOf, Fields, dateOfTime } from '../ber/fields.ts';
import { readOnly } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';
import { readName, type DistinguishedName } from './distinguished-name.ts';
import type { Certificate } from './certificate.ts';
import { verifySignature, readSignatureAlgorithm, type SignatureAlgorithm } from './signature.ts';

/** A certificate revocation list of a country signing authority (9303-12, 7.1.4). */
export interface CertificateRevocationList {
  issuer: DistinguishedName;
  issuedAt: Date;
  /** When the authority plans to publish the next list; null without a time. */
  nextAt: Date | null;
  /** Serial numbers, hexadecimal. */
  serials: ReadonlySet<string>;
  signed: Uint8Array;
  algorithm: SignatureAlgorithm;
  signature: Uint8Array;
}

/** Reads a list without verifying it. @throws {PassportError} */
export function readRevocationList(der: Uint8Array): CertificateRevocationList {
  const subject = 'CRL';
  const outer = new Fields(readOnly(der, 0x30, subject, limits.revocationListBytes).value, subject);
  const signed = outer.take(0x30);
  const algorithm = readSignatureAlgorithm(outer.take(0x30), null, subject);
  const signature = bitsOf(outer.take(0x03), subject);
  const fields = new Fields(signed.value, subject);
  fields.optional(0x02);
  fields.take(0x30);
  const issuer = readName(fields.take(0x30), subject);
  const issuedAt = dateOfTime(fields.any(), subject);
  const next = fields.optional(0x17) ?? fields.optional(0x18);
  const revoked = fields.optional(0x30);
  const entries = revoked ? new Fields(revoked.value, subject, limits.revokedSerials).rest() : [];
  const serials = new Set(
    entries.map(({ value }) => {
      const serial = new Fields(value, subject, 8).take(0x02);
      return Buffer.from(serial.value).toString('hex');
    }),
  );
  const nextAt = next ? dateOfTime(next, subject) : null;
  return { issuer, issuedAt, nextAt, serials, signed: signed.raw, algorithm, signature };
}

export function isListSignedBy(
  list: CertificateRevocationList,
  { publicKey }: Certificate,
): boolean {
  return verifySignature(list.algorithm, publicKey, list.signed, list.signature);
}
