import type { KeyObject } from 'node:crypto';
import type { AuthorityReference, Certificate, TrustStore } from '#passport';
import { embeddedIn, listOf, mapOf, readCbor, textOf } from '../cbor.ts';
import { isAuthenticatedWith, isSignedWith, readCose } from '../cose.ts';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';
import { documentTypes, type DocumentType } from '../request.ts';
import { type Identity, readElements } from './elements.ts';
import {
  readSecurityObject,
  type MobileSecurityObject,
  type StatusReference,
} from './security-object.ts';
import { findSigner, isInTime, type DocumentSigner } from './signer.ts';
import { deviceAuthentication, macKey } from './transcript.ts';

export interface ReadAnswerOptions {
  /** Encoded, as `transcriptOf` makes it: binds the answer to the page and its lobbyQuestion. */
  transcript: Uint8Array;
  trust: TrustStore;
  now: Date;
  /** What the issuer says of a document that this authority vouches for; null: unknown. Default: never known. */
  isWithdrawn?: (status: StatusReference, authority: Certificate) => boolean | null;
  /** The private key for answers that are authenticated instead of signed. Without it, they are refused. */
  readerKey?: KeyObject;
}

/**
 * `genuine`: a trusted issuer signed the elements, and the device proved that it holds the document. `not_verified`: the
 * issuer is not trusted. `expired`: the document, its signer or the authority is past its time. `revoked`: withdrawn.
 */
export type MobileVerdict = 'genuine' | 'not_verified' | 'expired' | 'revoked';

/** A document whose signatures are valid. The verdict says whether it counts. */
export interface MobileDocument extends Identity {
  kind: DocumentType;
  verdict: MobileVerdict;
  /** With `not_verified`: the authority that would have to be trusted. */
  missingAuthority: AuthorityReference | null;
  validUntil: Date;
  /** Where its issuer would withdraw it, which `isWithdrawn` did not know; null: nowhere, or it was known. */
  unreadStatus: StatusReference | null;
}

const answer = 'DeviceResponse';
const documentKeys = ['docType', 'issuerSigned', 'deviceSigned', 'errors'];

/**
 * Reads and verifies the answer of a wallet (DeviceResponse of ISO/IEC 18013-5) with one document.
 *
 * @throws {MobileDocumentError} for everything that must be refused
 */
export function readAnswer(bytes: Uint8Array, options: ReadAnswerOptions): MobileDocument {
  if (bytes.length > walletLimits.answerBytes) throw new MobileDocumentError('too_large', answer);
  const document = onlyDocument(bytes);
  const docType = textOf(document.get('docType'), answer);
  const issuerSigned = mapOf(document.get('issuerSigned'), answer, ['nameSpaces', 'issuerAuth']);
  const message = readCose(issuerSigned.get('issuerAuth'), 'issuerAuth');
  const signer = findSigner(message.certificates, options.trust, options.now);
  if (!isSignedWith(signer.certificate.publicKey.keyObject, message) || !message.payload) {
    throw new MobileDocumentError('signature_invalid', 'issuerAuth');
  }
  const object = readSecurityObject(message.payload);
  const kind = (Object.keys(documentTypes) as DocumentType[]).find(
    (one) => documentTypes[one].docType === docType,
  );
  if (!kind || object.docType !== docType) throw new MobileDocumentError('other_document', answer);
  proveDevice(mapOf(document.get('deviceSigned'), answer), docType, object.deviceKey, options);
  const identity = readElements(
    issuerSigned.get('nameSpaces'),
    documentTypes[kind].namespace,
    object,
  );
  checkCountry(identity, signer);
  const isWithdrawn = isWithdrawnNow(object, signer, options);
  return {
    ...identity,
    kind,
    verdict: verdictOf(identity, object, signer, isWithdrawn === true, options.now),
    missingAuthority: signer.missing,
    validUntil: object.validUntil,
    unreadStatus: isWithdrawn === null ? object.status : null,
  };
}

function isWithdrawnNow(
  { status }: MobileSecurityObject,
  { authority }: DocumentSigner,
  { isWithdrawn }: ReadAnswerOptions,
): boolean | null {
  if (status === null || authority === null) return null;
  return isWithdrawn?.(status, authority) ?? null;
}

/** No signature covers the outermost parts, so nothing is left open in them. */
function onlyDocument(bytes: Uint8Array): Map<unknown, unknown> {
  const known = ['version', 'documents', 'documentErrors', 'status'];
  const response = mapOf(readCbor(bytes, answer), answer, known);
  if (response.get('version') !== '1.0') throw new MobileDocumentError('unreadable', answer);
  if (response.get('status') !== 0) throw new MobileDocumentError('wallet_status', answer);
  listOf(response.get('documentErrors') ?? [], answer, walletLimits.elements);
  const documents = listOf(response.get('documents') ?? [], answer, walletLimits.elements);
  if (documents.length === 0) throw new MobileDocumentError('no_document', answer);
  if (documents.length > 1) throw new MobileDocumentError('several_documents', answer);
  const document = mapOf(documents[0], answer, documentKeys);
  mapOf(document.get('errors') ?? new Map(), answer);
  return document;
}

/** @throws {MobileDocumentError} unless the device signed or authenticated this very transcript */
function proveDevice(
  signed: Map<unknown, unknown>,
  docType: string,
  deviceKey: KeyObject,
  { transcript, readerKey }: ReadAnswerOptions,
): void {
  const subject = 'deviceSigned';
  const elements = embeddedIn(
    mapOf(signed, subject, ['nameSpaces', 'deviceAuth']).get('nameSpaces'),
    subject,
  );
  const proof = mapOf(signed.get('deviceAuth'), subject, ['deviceSignature', 'deviceMac']);
  const covered = deviceAuthentication(transcript, docType, elements.raw);
  const [[name, value] = []] = proof;
  const message = readCose(value, subject);
  if (proof.size !== 1 || message.payload !== null) {
    throw new MobileDocumentError('unreadable', subject);
  }
  const isProven =
    name === 'deviceMac'
      ? readerKey !== undefined &&
        readerKey.asymmetricKeyDetails?.namedCurve === deviceKey.asymmetricKeyDetails?.namedCurve &&
        isAuthenticatedWith(macKey(readerKey, deviceKey, transcript), message, covered)
      : isSignedWith(deviceKey, message, covered);
  if (!isProven) throw new MobileDocumentError('device_signature_invalid', subject);
}

/** An authority signs for its own country only. */
function checkCountry(
  { issuingCountry }: Identity,
  { certificate, authority }: DocumentSigner,
): void {
  const country = (authority ?? certificate).subject.country;
  if (issuingCountry === null || country === null) return;
  if (issuingCountry.toUpperCase() !== country.toUpperCase()) {
    throw new MobileDocumentError('foreign_authority', 'issuing_country');
  }
}

function verdictOf(
  { expiresOn }: Identity,
  { signedAt, validFrom, validUntil }: MobileSecurityObject,
  { certificate, authority, isRevoked }: DocumentSigner,
  isWithdrawn: boolean,
  now: Date,
): MobileVerdict {
  if (!authority) return 'not_verified';
  if (isRevoked || isWithdrawn) return 'revoked';
  // A signature from outside the signer's time may be made with a key that somebody found.
  if (!isInTime(certificate, signedAt))
    throw new MobileDocumentError('signer_invalid', 'issuerAuth');
  const time = now.getTime();
  if (
    validFrom.getTime() > time + walletLimits.clockMs ||
    signedAt.getTime() > time + walletLimits.clockMs
  ) {
    throw new MobileDocumentError('other_document', 'validFrom');
  }
  const isOver =
    validUntil.getTime() < time - walletLimits.clockMs ||
    (expiresOn !== null && expiresOn < now.toISOString().slice(0, 10)) ||
    !isInTime(certificate, now) ||
    !isInTime(authority, now);
  return isOver ? 'expired' : 'genuine';
}
