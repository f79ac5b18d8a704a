import { nameFits, type DocumentName } from '#name-matching';
import type {
  AccessKey,
  Passport,
  PassportErrorCode,
  PassportVerdict,
  Portrait,
  Stage,
} from '#passport';
import { keyedHash } from '../keys/keyed-hash.ts';
import { oneLine } from '#base/text';

/** The data of a chip that the service keeps during a session. The portrait goes after the comparison of faces. */
export interface VerifiedDocument {
  /** The same for each reading of a document in this process. It cannot be turned back into the number. */
  mark: string;
  verdict: PassportVerdict;
  /** With `not_verified`: the authority that would have to be trusted. */
  missingAuthority: string | null;
  kind: 'passport' | 'card';
  /** As in the MRZ: three letters, or `D`. */
  issuingState: string;
  /** `2034-04-15` */
  expiresOn: string;
  /** The name in the state's own writing, and in the letters of the MRZ. */
  names: readonly DocumentName[];
  /** `1990-12-31`; null where the document lacks the day. */
  birthDate: string | null;
  nationality: string;
}

/** The result of reading a chip. */
export type ChipReading =
  /** The portrait is not decoded yet. */
  | { read: true; document: VerifiedDocument; portrait: Portrait }
  | { read: false; code: PassportErrorCode };

export type { AccessKey, PassportErrorCode, PassportVerdict, Stage };

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
    missingAuthority: missingAuthority && oneLine(missingAuthority.name, 200),
    kind: mrz.documentCode.startsWith('P') ? 'passport' : 'card',
    issuingState,
    expiresOn: expiresAt.toISOString().slice(0, 10),
    names: [
      ...(full ? [{ family: full.primary, given: full.secondary, isTruncated: false }] : []),
      { family, given, isTruncated: isNameTruncated },
    ],
    birthDate: details?.fullBirthDate ? dashed(details.fullBirthDate) : bornOn(mrz.birthDate, now),
    nationality: mrz.nationality,
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
function bornOn(text: string, now: Date): string | null {
  const [, year = '', rest = ''] = /^(\d\d)(\d{4})$/.exec(text) ?? [];
  if (year === '') return null;
  const inThisCentury = dashed(`20${year}${rest}`);
  return inThisCentury <= now.toISOString().slice(0, 10)
    ? inThisCentury
    : dashed(`19${year}${rest}`);
}

function dashed(text: string): string {
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}
