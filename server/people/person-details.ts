import { oneLine } from '../platform/printable.ts';
import type { WayOfConsent } from '../store/schema.ts';
import { foldEmail, foldName } from '../platform/folding.ts';

/** What is recorded of a person besides their face. */
export interface Details {
  name: string;
  email: string | null;
  employeeId: string | null;
  /** What the person agreed to and how, in the words of who records it. */
  consent: string;
  /** How the consent was given; `unspecified` when nobody says. */
  consentGiven?: WayOfConsent;
  expiresAt: Date | null;
}

/** One thing wrong with what was asked, and what to do about it. */
export interface Mistake {
  code: MistakeCode;
  explanation: string;
  /** The other person that it is about. */
  personId?: string;
}

type MistakeCode =
  | 'name_missing'
  | 'name_unusable'
  | 'email_unusable'
  | 'employee_id_unusable'
  | 'consent_missing'
  | 'consent_unusable'
  | 'consent_ended'
  | 'already_expired'
  | 'email_taken'
  | 'employee_id_taken'
  | 'already_enrolled'
  | 'opted_out'
  | 'looks_like_enrolled'
  | 'not_alike'
  | 'no_photos'
  | 'person_gone';

const maxLength = { name: 200, email: 254, employeeId: 200, consent: 2000 };
// Control characters have no place in a record and could play tricks on a terminal.
const control = /\p{Cc}/u;
const controlButLineBreak = /[^\P{Cc}\n\t]/u;

/** Trimmed, and an empty e-mail or employee id taken as none. */
export function tidied(details: Details): Details {
  return {
    name: details.name.normalize('NFC').trim().replace(/\s+/gu, ' '),
    email: details.email?.trim() || null,
    employeeId: details.employeeId?.trim() || null,
    consent: details.consent.trim().replace(/\r\n?/gu, '\n'),
    expiresAt: details.expiresAt,
  };
}

/** Everything wrong with tidied details. */
export function mistakesIn(details: Details, now: Date): Mistake[] {
  const { name, email, employeeId, consent, expiresAt } = details;
  const found: Mistake[] = [];
  const note = (code: MistakeCode, explanation: string) => found.push({ code, explanation });

  if (foldName(name) === '') note('name_missing', 'There is no name. Give the full name.');
  else if (isUnusable(name, maxLength.name)) {
    note('name_unusable', tooLong('The name', maxLength.name));
  }
  if (email !== null && (isUnusable(email, maxLength.email) || !/^[^\s@]+@[^\s@]+$/u.test(email))) {
    note('email_unusable', `"${oneLine(email, 80)}" is not an e-mail address.`);
  }
  if (employeeId !== null && isUnusable(employeeId, maxLength.employeeId)) {
    note('employee_id_unusable', tooLong('The employee id', maxLength.employeeId));
  }
  if (foldName(consent) === '') {
    note(
      'consent_missing',
      'There is no consent. Nobody is enrolled without their agreement: say how and when it was given, for example "signed form, 2026-11-24".',
    );
  } else if (consent.length > maxLength.consent || controlButLineBreak.test(consent)) {
    note('consent_unusable', tooLong('The consent', maxLength.consent));
  }
  if (expiresAt !== null && expiresAt <= now) {
    note('already_expired', 'The enrolment would have expired already. Give a date to come.');
  }
  return found;
}

/** The forms that people are found by. */
export function folded(details: Details): { nameFolded: string; emailFolded: string | null } {
  return {
    nameFolded: foldName(details.name),
    emailFolded: details.email === null ? null : foldEmail(details.email),
  };
}

function isUnusable(text: string, longest: number): boolean {
  return text.length > longest || control.test(text);
}

function tooLong(what: string, longest: number): string {
  return `${what} is longer than ${longest} characters or has control characters in it.`;
}
