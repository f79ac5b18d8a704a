import { bytesOf, embeddedIn, listOf, mapOf, momentOf, textOf } from '../cbor.ts';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';
import type { ElementName } from '../request.ts';
import type { MobileSecurityObject } from './security-object.ts';

/** The elements of a document. Null: the wallet did not disclose it. */
export interface Identity {
  familyName: string | null;
  givenName: string | null;
  /** `1990-12-31` */
  birthDate: string | null;
  /** `2034-04-15` */
  expiresOn: string | null;
  /** Two letters. */
  issuingCountry: string | null;
  /** JPEG or JPEG 2000, not decoded. */
  portrait: Uint8Array | null;
}

const subject = 'nameSpaces';
const itemKeys = ['digestID', 'random', 'elementIdentifier', 'elementValue'];
const shortestRandom = 16;

/**
 * Reads the elements that the issuer signed, and compares the digest of each, asked for or not.
 *
 * @throws {MobileDocumentError} `element_altered`, `unreadable`, `too_large`
 */
export function readElements(
  value: unknown,
  namespace: string,
  object: Pick<MobileSecurityObject, 'covers'>,
): Identity {
  const own = new Map<unknown, unknown>();
  for (const [name, items] of mapOf(value, subject)) {
    const space = textOf(name, subject);
    const seen = new Set<string>();
    for (const one of listOf(items, subject, walletLimits.elements)) {
      const element = embeddedIn(one, subject);
      const item = mapOf(element.content, subject, itemKeys);
      const identifier = textOf(item.get('elementIdentifier'), subject);
      const isUsable = bytesOf(item.get('random'), subject).length >= shortestRandom;
      if (!isUsable || seen.has(identifier)) throw new MobileDocumentError('unreadable', subject);
      seen.add(identifier);
      if (!object.covers(space, item.get('digestID'), element)) {
        throw new MobileDocumentError('element_altered', subject);
      }
      if (space === namespace) own.set(identifier, item.get('elementValue'));
    }
  }
  return identityOf((name) => own.get(name));
}

function identityOf(element: (name: ElementName) => unknown): Identity {
  const text = (name: ElementName) => {
    const value = element(name);
    if (value === undefined) return null;
    if (textOf(value, name).length > walletLimits.textCharacters) {
      throw new MobileDocumentError('too_large', name);
    }
    return textOf(value, name);
  };
  const date = (name: ElementName) => {
    const value = element(name);
    return value === undefined ? null : momentOf(value, name).toISOString().slice(0, 10);
  };
  const portrait = element('portrait');
  return {
    familyName: text('family_name'),
    givenName: text('given_name'),
    birthDate: date('birth_date'),
    expiresOn: date('expiry_date'),
    issuingCountry: text('issuing_country'),
    portrait: portrait === undefined ? null : bytesOf(portrait, 'portrait'),
  };
}
