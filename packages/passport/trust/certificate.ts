import { createHash } from 'node:crypto';
import { PassportError } from '../errors.ts';
import { bitsOf, Fields, octetsOf, oidOf, dateOfTime } from '../ber/fields.ts';
import { readOnly, readTlv, type Tlv } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';
import { readName, type DistinguishedName } from './distinguished-name.ts';
import { readPublicKey, type PublicKey } from './public-key.ts';
import { verifySignature, readSignatureAlgorithm, type SignatureAlgorithm } from './signature.ts';

/** A certificate of a country signing authority, a document signer or a list signer (9303-12, 7.1). */
export interface Certificate {
  der: Uint8Array;
  /** Hexadecimal, lower case. */
  serial: string;
  issuer: DistinguishedName;
  subject: DistinguishedName;
  notBefore: Date;
  notAfter: Date;
  publicKey: PublicKey;
  /** The encoded key, to tell keys apart. */
  publicKeyInfo: Uint8Array;
  keyIdentifier: string | null;
  authorityKeyIdentifier: string | null;
  /** Null without the extension. */
  isAuthority: boolean | null;
  /** Key usage bits, with the first bit lowest; null without the extension. */
  keyUsage: number | null;
  extendedKeyUsages: string[];
  signed: Uint8Array;
  algorithm: SignatureAlgorithm;
  signature: Uint8Array;
}

export const keyUsages = {
  digitalSignature: 1,
  certificateSign: 1 << 5,
  listSign: 1 << 6,
} as const;
const extensionOids = {
  keyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** Reads an X.509 certificate in DER. @throws {PassportError} `unreadable`, `too_large` or `unsupported_algorithm` */
export function parseCertificate(der: Uint8Array, subject = 'certificate'): Certificate {
  const outer = new Fields(readOnly(der, 0x30, subject, limits.certificateBytes).value, subject);
  const signed = outer.take(0x30);
  const algorithm = readSignatureAlgorithm(outer.take(0x30), null, subject);
  const signature = bitsOf(outer.take(0x03), subject);
  const fields = new Fields(signed.value, subject);
  fields.optional(0xa0);
  const serial = Buffer.from(fields.take(0x02).value).toString('hex');
  const inner = readSignatureAlgorithm(fields.take(0x30), null, subject);
  if (JSON.stringify(inner) !== JSON.stringify(algorithm)) {
    throw new PassportError('unreadable', subject, 'two algorithms');
  }
  const issuer = readName(fields.take(0x30), subject);
  const validity = new Fields(fields.take(0x30).value, subject);
  const notBefore = dateOfTime(validity.any(), subject);
  const notAfter = dateOfTime(validity.any(), subject);
  const owner = readName(fields.take(0x30), subject);
  const key = fields.take(0x30);
  fields.optional(0x81);
  fields.optional(0x82);
  const extensions = readExtensions(fields.optional(0xa3), subject);
  return {
    der,
    serial,
    issuer,
    subject: owner,
    notBefore,
    notAfter,
    publicKey: readPublicKey(key.raw, subject),
    publicKeyInfo: key.raw,
    ...readKnownExtensions(extensions, subject),
    signed: signed.raw,
    algorithm,
    signature,
  };
}

/** Extensions by object identifier. */
function readExtensions(tagged: Tlv | undefined, subject: string): Map<string, Uint8Array> {
  const extensions = new Map<string, Uint8Array>();
  if (!tagged) return extensions;
  const list = readOnly(tagged.value, 0x30, subject);
  for (const item of new Fields(list.value, subject, 64).rest()) {
    const fields = new Fields(item.value, subject);
    const oid = oidOf(fields.take(0x06), subject);
    fields.optional(0x01);
    extensions.set(oid, octetsOf(fields.take(0x04), subject));
  }
  return extensions;
}

function readKnownExtensions(extensions: Map<string, Uint8Array>, subject: string) {
  const read = (oid: string): Tlv | undefined => {
    const bytes = extensions.get(oid);
    return bytes && readTlv(bytes, subject);
  };
  const constraints = read(extensionOids.basicConstraints);
  const usage = read(extensionOids.keyUsage);
  const identifier = read(extensionOids.keyIdentifier);
  const authority = read(extensionOids.authorityKeyIdentifier);
  const authorityId = authority && new Fields(authority.value, subject).optional(0x80);
  const extended = read(extensionOids.extendedKeyUsage);
  return {
    keyIdentifier: identifier ? hexOf(identifier) : null,
    authorityKeyIdentifier: authorityId ? hexOf(authorityId) : null,
    isAuthority: constraints
      ? (new Fields(constraints.value, subject).optional(0x01)?.value[0] ?? 0) !== 0
      : null,
    keyUsage: usage ? bitsLowestFirst(usage) : null,
    extendedKeyUsages: extended
      ? new Fields(extended.value, subject).rest().map((one) => oidOf(one, subject))
      : [],
  };
}

function hexOf({ value }: Tlv): string {
  return Buffer.from(value).toString('hex');
}

function bitsLowestFirst({ value }: Tlv): number {
  let usage = 0;
  for (let bit = 0; bit < 8; bit++) {
    if (((value[1] ?? 0) & (0x80 >> bit)) !== 0) usage |= 1 << bit;
  }
  return usage;
}

/** Whether the second certificate's key signed the first certificate. */
export function isSignedBy(certificate: Certificate, authority: Certificate): boolean {
  const { algorithm, signed, signature } = certificate;
  return verifySignature(algorithm, authority.publicKey, signed, signature);
}

/** SHA-256 of the certificate, hexadecimal. */
export function certificateFingerprint({ der }: Certificate): string {
  return createHash('sha256').update(der).digest('hex');
}
