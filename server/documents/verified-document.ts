import { nameFits, type DocumentName } from '#name-matching';
import type {
  AccessKey,
  Passport,
  PassportErrorCode,
  PassportVerdict,
  Portrait,
  Stage,
} from '#passport';
import type { MobileDocument, MobileDocumentErrorCode } from '#mobile-document';
import { keyedHash } from '../keys/keyed-hash.ts';
import { oneLine } from '#base/text';
import type { DocumentSource } from '../protocol/document-messages.ts';

/** The data of a document that the service keeps during a session. The portrait goes after the comparison of faces. */
export interface VerifiedDocument {
  /** The same for each reading of a document in this process. It cannot be turned back into the number. */
  mark: string;
  verdict: PassportVerdict;
  /** With `not_verified`: the authority that would have to be trusted; null: no list says whether it was withdrawn. */
  missingAuthority: string | null;
  from: DocumentSource;
  /** `licence`, `pid`: in a phone. */
  kind: 'passport' | 'card' | 'licence' | 'pid';
  /** As in the MRZ: three letters, or `D`. In a phone: two letters. */
  issuingState: string;
  /** `2034-04-15` */
  expiresOn: string;
  /** The name in the state's own writing, and in the letters of the MRZ. */
  names: readonly DocumentName[];
  /** `1990-12-31`; null where the document lacks the day. */
  birthDate: string | null;
  /** Null: the document does not say. */
  nationality: string | null;
}

/** The result of reading a chip. */
export type ChipReading =
  /** The portrait is not decoded yet. */
  | { read: true; document: VerifiedDocument; portrait: Portrait }
  | { read: false; code: PassportErrorCode };

/** The result of reading the answer of a phone. */
export type PhoneReading =
  /** The portrait is not decoded; null: there is none, or one that is too small to compare. */
  | { read: true; document: VerifiedDocument; portrait: Portrait | null }
  | { read: false; code: DocumentErrorCode | 'incomplete' };

/** Why a document was refused or could not be read. */
export type DocumentErrorCode = PassportErrorCode | MobileDocumentErrorCode;

export type { AccessKey, PassportVerdict, Stage };

/**
 * @param now decides the century of a birth date with two-digit year
 * @param markKey the key of this process
 */
export function documentOf(passport: Passport, now: Date, markKey: Uint8Array): VerifiedDocument {
  const { mrz, details, verdict, missingAuthority, expiresAt } = passport;
  const { primaryIdentifier: family, secondaryIdentifier: given, isNameTruncated } = mrz;
  const full = details?.fullName;
  const { issuingState, documentNumber } = mrz;
  return {
    mark: keyedHash(markKey, issuingState, documentNumber).toString('hex'),
    verdict,
    from: 'chip',
    missingAuthority: missingAuthority && oneLine(missingAuthority.name, 200),
    kind: mrz.documentCode.startsWith('P') ? 'passport' : 'card',
    issuingState,
    expiresOn: expiresAt.toISOString().slice(0, 10),
    names: [
      ...(full ? [{ family: full.primary, given: full.secondary, isTruncated: false }] : []),
      { family, given, isTruncated: isNameTruncated },
    ],
    birthDate: details?.fullBirthDate
      ? addDashes(details.fullBirthDate)
      : readBirthDate(mrz.birthDate, now),
    nationality: mrz.nationality,
  };
}

/** Returns the document of a phone; null when the phone held back what the check needs. */
export function phoneDocumentOf(
  document: MobileDocument,
  markKey: Uint8Array,
): VerifiedDocument | null {
  const { familyName: family, givenName: given, expiresOn, issuingCountry, birthDate } = document;
  if (!family || !given || !expiresOn || !issuingCountry) return null;
  // No number is asked for, so the portrait tells namesakes apart. A wallet has several signatures of one document.
  const portrait = Buffer.from(document.portrait ?? []).toString('base64');
  const parts = [family, given, expiresOn, portrait];
  // Its issuer may have withdrawn it, and no list that counts says so.
  const isUnsure = document.verdict === 'genuine' && document.unreadStatus !== null;
  const issuingState = oneLine(issuingCountry, 3);
  return {
    mark: keyedHash(markKey, issuingState, JSON.stringify(parts)).toString('hex'),
    verdict: isUnsure ? 'not_verified' : document.verdict,
    missingAuthority: document.missingAuthority && oneLine(document.missingAuthority.name, 200),
    from: 'phone',
    kind: document.kind === 'mdl' ? 'licence' : 'pid',
    ...{ issuingState, expiresOn, birthDate },
    names: [{ family: oneLine(family, 200), given: oneLine(given, 200), isTruncated: false }],
    nationality: null,
  };
}

/** Returns the name for people, in the state's own writing. */
export function shownName({ names }: VerifiedDocument): string {
  const [{ family = '', given = '' } = {}] = names;
  return oneLine(`${given} ${family}`.trim(), 200);
}

/** Whether the typed name is the document's. */
export function fitsDocument(typed: string | null, { names }: VerifiedDocument): boolean {
  return names.some((name) => nameFits(typed, name));
}

/** Reads `YYMMDD` as a date in the past. */
function readBirthDate(text: string, now: Date): string | null {
  const [, year = '', rest = ''] = /^(\d\d)(\d{4})$/.exec(text) ?? [];
  if (year === '') return null;
  const inThisCentury = addDashes(`20${year}${rest}`);
  return inThisCentury <= now.toISOString().slice(0, 10)
    ? inThisCentury
    : addDashes(`19${year}${rest}`);
}

function addDashes(text: string): string {
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}
