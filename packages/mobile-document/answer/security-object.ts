import { createHash, type KeyObject } from 'node:crypto';
import { Tagged } from 'cborg';
import { bytesOf, type Embedded, mapOf, momentOf, readCbor, embeddedIn, textOf } from '../cbor.ts';
import { readCoseKey } from '../cose.ts';
import { MobileDocumentError } from '../errors.ts';

const subject = 'mobile security object';
const hashes: ReadonlyMap<unknown, string> = new Map([
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** Where an issuer says whether it withdrew a document. */
export interface StatusReference {
  /** Empty: in a way other than a list, which nothing here reads. */
  uri: string;
  index: number;
  /** Whom the issuer lets sign the list; null: the document's own authority does. */
  authority: Uint8Array | null;
}

/** What the issuer signed (ISO/IEC 18013-5, 9.1.2.4). */
export interface MobileSecurityObject {
  docType: string;
  deviceKey: KeyObject;
  signedAt: Date;
  validFrom: Date;
  validUntil: Date;
  /** Null: its issuer cannot withdraw it. */
  status: StatusReference | null;
  /** Whether the issuer signed this element. */
  covers(namespace: string, digestId: unknown, element: Embedded): boolean;
}

/** @throws {MobileDocumentError} `unreadable`, `unsupported_algorithm` */
export function readSecurityObject(payload: Uint8Array): MobileSecurityObject {
  const object = mapOf(embeddedIn(readCbor(payload, subject), subject).content, subject);
  const hash = hashes.get(object.get('digestAlgorithm'));
  if (object.get('version') !== '1.0' || !hash) {
    throw new MobileDocumentError('unsupported_algorithm', subject);
  }
  const digests = mapOf(object.get('valueDigests'), subject);
  const validity = mapOf(object.get('validityInfo'), subject);
  const moment = (name: string) => {
    const value = validity.get(name);
    if (!(value instanceof Tagged)) throw new MobileDocumentError('unreadable', subject);
    return momentOf(value, subject);
  };
  return {
    docType: textOf(object.get('docType'), subject),
    deviceKey: readCoseKey(
      mapOf(object.get('deviceKeyInfo'), subject).get('deviceKey'),
      'device key',
    ),
    signedAt: moment('signed'),
    validFrom: moment('validFrom'),
    validUntil: moment('validUntil'),
    status: readStatus(object.get('status')),
    covers: (namespace, digestId, { raw }) => {
      const expected = mapOf(digests.get(namespace), subject).get(digestId);
      const digest = createHash(hash).update(raw).digest();
      return digest.equals(bytesOf(expected, subject));
    },
  };
}

function readStatus(value: unknown): StatusReference | null {
  if (value === undefined) return null;
  const status = mapOf(value, subject);
  // A list of identifiers (ISO/IEC 18013-5, 12.3.6.4), or what comes after it.
  if (!status.has('status_list')) return { uri: '', index: 0, authority: null };
  const list = mapOf(status.get('status_list'), subject);
  const index = list.get('idx');
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) {
    throw new MobileDocumentError('unreadable', subject);
  }
  const authority = list.get('certificate');
  return {
    uri: textOf(list.get('uri'), subject),
    index,
    authority: authority === undefined ? null : bytesOf(authority, subject),
  };
}
