import { promisify } from 'node:util';
import { inflate, inflateRaw } from 'node:zlib';
import type { RevocationMarks } from './trust.ts';

/** The content of a credential with a valid signature of a trusted issuer. */
export interface Credential {
  /** One person's names, in several spellings or scripts. */
  names: readonly PersonName[];
  /** `1990`, `1990-12` or `1990-12-31`. */
  birthDate: string | null;
  doses: readonly Dose[];
  /** The marks by which a revocation list may name it. */
  marks: RevocationMarks;
}

export interface PersonName {
  family: string;
  given: string;
}

export interface Dose {
  /** CVX, SNOMED CT, ICD-11, or the EU's number of the product. */
  vaccine: string;
  /** `2021`, `2021-06` or `2021-06-11`. */
  date: string;
  /** Number of doses that this entry covers, this one included. */
  counts: number;
  /** Whether this dose completes the primary series; null when the credential does not say. */
  completesSeries: boolean | null;
}

/** Why a credential does not count, in sentences for the front desk, without the visitor's data. */
export const credentialFaults = {
  unreadable: 'It could not be read.',
  is_test: 'It shows a test, and no vaccination.',
  is_recovery: 'It shows a recovery, and no vaccination.',
  no_vaccination: 'It is a health pass of another kind: it shows no vaccination.',
  nobody_named: 'It does not say whose it is.',
  several_events: 'It holds several certificates in one, which is not allowed.',
  not_packed: 'It is not packed in the way that health passes are.',
  incomplete: 'Only some of its codes were shown.',
  too_large: 'It is larger than a health pass can be.',
  wrong_algorithm: 'It is not signed in the way that health passes are.',
  unknown_issuer: 'Its issuer is not trusted here.',
  wrong_purpose: 'Its signer may not sign health passes of this kind.',
  taken_back: 'It was taken back by its issuer.',
  tampered: 'Its signature does not fit: it was changed, or is damaged.',
  not_yet_valid: 'It is not valid yet.',
  expired: 'It has expired.',
  wrong_name: 'It is made out to another name than the one that signed in.',
  wrong_birth_date: 'It is made out to another birth date than the one that was given.',
  no_birth_date: 'The birth date could not be compared.',
  not_enough_doses: 'It does not show enough doses that count here.',
  too_long_ago: 'The last dose that counts is too long ago.',
} as const;
export type FaultCode = keyof typeof credentialFaults;

export class CredentialError extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode) {
    super(code);
    this.name = 'CredentialError';
    this.code = code;
  }
}

/** Clocks differ: an issuer's clock may be this many seconds ahead of this machine's. */
const leewaySeconds = 60;

/**
 * @param times in seconds since 1970, from the credential
 * @throws {CredentialError} `not_yet_valid` or `expired`
 */
export function checkValidity(
  { from, until }: { from: number | null; until: number | null },
  now: Date,
): void {
  const seconds = now.getTime() / 1000;
  if (from !== null && !(from <= seconds + leewaySeconds)) {
    throw new CredentialError('not_yet_valid');
  }
  if (until !== null && !(seconds < until + leewaySeconds)) throw new CredentialError('expired');
}

/** A card with a lifetime's vaccinations has some 10 kB. */
const maxInflatedBytes = 256 * 1024;

const unpack = { raw: promisify(inflateRaw), zlib: promisify(inflate) };

/** @throws {CredentialError} `too_large` as soon as the output exceeds 256 kB, `unreadable` */
export async function inflateLimited(
  bytes: Uint8Array,
  format: keyof typeof unpack,
): Promise<Buffer> {
  try {
    return await unpack[format](bytes, { maxOutputLength: maxInflatedBytes });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new CredentialError(isLarge ? 'too_large' : 'unreadable');
  }
}
