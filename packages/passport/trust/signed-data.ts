import { createHash, timingSafeEqual } from 'node:crypto';
import { PassportError } from '../errors.ts';
import { Fields, octetsOf, oidOf } from '../ber/fields.ts';
import { oids, type HashName } from '../ber/oids.ts';
import { readChildren, readSequence, readTlv, type Tlv } from '../ber/read-ber.ts';
import { writeTlv } from '../ber/write-ber.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import { readName } from './distinguished-name.ts';
import {
  verifySignature,
  readHash,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
} from './signature.ts';

/** CMS SignedData (RFC 5652) with a valid signature under a certificate that it contains. */
export interface SignedData {
  contentType: string;
  content: Uint8Array;
  signer: Certificate;
  /** All certificates in the signed data. */
  certificates: Certificate[];
  algorithm: SignatureAlgorithm;
}

/**
 * Reads signed data and verifies the signature before reading the content.
 *
 * @throws {PassportError} `signature_invalid`, `signer_invalid`, `unreadable`, `too_large`, `unsupported_algorithm`
 */
export function openSignedData(bytes: Uint8Array, subject: string): SignedData {
  const outer = new Fields(readSequence(bytes, subject).value, subject);
  if (oidOf(outer.take(0x06), subject) !== oids.signedData) {
    throw new PassportError('unreadable', subject, 'no signed data');
  }
  const fields = new Fields(readSequence(outer.take(0xa0).value, subject).value, subject);
  fields.take(0x02);
  fields.take(0x31);
  const encapsulated = new Fields(fields.take(0x30).value, subject);
  const contentType = oidOf(encapsulated.take(0x06), subject);
  const content = octetsOf(readTlv(encapsulated.take(0xa0).value, subject), subject);
  const certificates = readCertificates(fields.optional(0xa0), subject);
  fields.optional(0xa1);
  const signers = new Fields(fields.take(0x31).value, subject, 8).rest();
  // Every present signature must be valid; the first signer counts.
  const results = signers.map((one) =>
    verifySigner(one, { contentType, content, certificates, subject }),
  );
  const [first] = results;
  if (!first) throw new PassportError('signature_invalid', subject, 'no signer');
  return { contentType, content, certificates, ...first };
}

/** Skips unreadable certificates. If the signer's is among them, there is no signer. */
function readCertificates(tagged: Tlv | undefined, subject: string): Certificate[] {
  const items = tagged ? new Fields(tagged.value, subject, 64).rest() : [];
  return items.flatMap(({ raw }) => {
    try {
      return [parseCertificate(raw, `${subject} certificate`)];
    } catch {
      return [];
    }
  });
}

interface Signed {
  contentType: string;
  content: Uint8Array;
  certificates: Certificate[];
  subject: string;
}

function verifySigner({ value }: Tlv, signed: Signed) {
  const { certificates, content, subject } = signed;
  const fields = new Fields(value, subject);
  fields.take(0x02);
  const signer = findSigner(fields.any(), certificates, subject);
  const digest = readHash(fields.take(0x30), subject);
  const attributes = fields.optional(0xa0);
  const algorithm = readSignatureAlgorithm(fields.take(0x30), digest, subject);
  const signature = octetsOf(fields.take(0x04), subject);
  const messages = attributes ? attributeForms(attributes, subject) : [content];
  if (!messages.some((one) => verifySignature(algorithm, signer.publicKey, one, signature))) {
    throw new PassportError('signature_invalid', subject);
  }
  if (attributes) checkAttributes(attributes, digest, signed);
  return { signer, algorithm };
}

/** Attributes are signed as a SET in DER order. Some documents send them in another order, or sign that order. */
function attributeForms({ value }: Tlv, subject: string): Uint8Array[] {
  const sorted = readChildren(value, subject, 32)
    .map(({ raw }) => raw)
    .sort((left, right) => Buffer.compare(left, right));
  return [writeTlv(0x31, value), writeTlv(0x31, ...sorted)];
}

function checkAttributes(
  { value }: Tlv,
  digest: HashName,
  { contentType, content, subject }: Signed,
): void {
  const attributes = new Map<string, Tlv>();
  for (const item of new Fields(value, subject, 32).rest()) {
    const fields = new Fields(item.value, subject);
    const oid = oidOf(fields.take(0x06), subject);
    const [first] = new Fields(fields.take(0x31).value, subject).rest();
    if (attributes.has(oid) || !first) throw new PassportError('unreadable', subject, 'attributes');
    attributes.set(oid, first);
  }
  const type = attributes.get(oids.contentType);
  const expected = attributes.get(oids.messageDigest);
  const actual = createHash(digest).update(content).digest();
  const isWell =
    expected?.value.length === actual.length &&
    timingSafeEqual(expected.value, actual) &&
    (!type || [contentType, oids.data].includes(oidOf(type, subject)));
  if (!isWell) throw new PassportError('signature_invalid', subject, 'content');
}

/** Finds the certificate by issuer and serial number, or by key identifier. */
function findSigner(identifier: Tlv, certificates: Certificate[], subject: string): Certificate {
  let signer: Certificate | undefined;
  if (identifier.tag === 0x30) {
    const fields = new Fields(identifier.value, subject);
    const issuer = readName(fields.take(0x30), subject).key;
    const serial = Buffer.from(fields.take(0x02).value).toString('hex');
    signer = certificates.find((one) => one.serial === serial && one.issuer.key === issuer);
  } else if (identifier.tag === 0x80 || identifier.tag === 0xa0) {
    const hex = Buffer.from(
      octetsOf({ ...identifier, tag: identifier.tag === 0x80 ? 4 : 0x24 }, subject),
    ).toString('hex');
    signer = certificates.find(({ keyIdentifier }) => keyIdentifier === hex);
  }
  // Some documents name their signer wrongly. With a single certificate, the signature decides.
  if (certificates.length === 1) signer ??= certificates[0];
  if (!signer) throw new PassportError('signer_invalid', subject, 'no certificate');
  return signer;
}
