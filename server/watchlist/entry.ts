import { internationalNumber } from './contact-details.ts';
import { oneLine, foldEmail } from '#base/text';
import type { EntryHit, PersonQuery } from '#sanctions-lists';
import type { WatchlistEntryRow } from '../store/tables/watchlists.ts';

/** A person or company for the own list, as given. At least one searchable detail is required. */
export type NewEntry = Omit<WatchlistEntryRow, 'id' | 'addedBy' | 'addedAt'>;

/** Describes the details by which an entry is found. */
export function foundBy(
  entry: Pick<NewEntry, 'name' | 'aliases' | 'email' | 'domain' | 'phone' | 'company'> & {
    faces: number;
  },
): string[] {
  const { name, email, domain, phone, company, faces } = entry;
  const aliases = entry.aliases.map((alias) => `or ${alias}`);
  const by = [name, ...aliases, email, domain && `@${domain}`, phone, company];
  if (faces > 0) by.push('the face');
  return by.flatMap((text) => (text ? [oneLine(text)] : []));
}

/** One mistake in an entry, and what to do about it. */
export interface EntryMistake {
  code: string;
  explanation: string;
}

const longest = 200;
const mostAliases = 50;
const control = /\p{Cc}/u;

/** Returns the entry trimmed and folded, with the phone number in international form where that exists. */
export function normaliseEntry(entry: NewEntry): NewEntry {
  const text = (value: string | null) =>
    value?.normalize('NFC').trim().replace(/\s+/gu, ' ') || null;
  const domain = text(entry.domain)?.replace(/^@/, '');
  return {
    name: text(entry.name),
    aliases: entry.aliases.flatMap((alias) => text(alias) ?? []),
    birthDate: text(entry.birthDate),
    country: text(entry.country),
    email: entry.email === null ? null : foldEmail(entry.email) || null,
    domain: domain ? foldEmail(domain) : null,
    phone: entry.phone === null ? null : (internationalNumber(entry.phone) ?? text(entry.phone)),
    company: text(entry.company),
    note: entry.note.trim(),
    legalBasis: text(entry.legalBasis),
    expiresAt: entry.expiresAt,
  };
}

interface EntryCheck extends EntryMistake {
  isWrong: (entry: NewEntry, given: { now: Date; hasPhotos: boolean }) => boolean;
}

const checks: readonly EntryCheck[] = [
  {
    code: 'nothing_to_find',
    explanation: 'Give a name, e-mail, domain, phone, company or photo to be found by.',
    isWrong: ({ name, email, domain, phone, company }, { hasPhotos }) =>
      !hasPhotos && ![name, email, domain, phone, company].some(Boolean),
  },
  {
    code: 'name_missing',
    explanation: 'Aliases need a name beside them.',
    isWrong: ({ name, aliases }) => !name && aliases.length > 0,
  },
  {
    code: 'too_many_aliases',
    explanation: `There are more than ${mostAliases} aliases.`,
    isWrong: ({ aliases }) => aliases.length > mostAliases,
  },
  {
    code: 'note_missing',
    explanation: 'There is no note. Say why they are on the list: the front desk will ask.',
    isWrong: ({ note }) => note === '',
  },
  {
    code: 'note_too_long',
    explanation: 'The note is longer than 2000 characters.',
    isWrong: ({ note }) => note.length > 2000,
  },
  {
    code: 'text_unusable',
    explanation: `A name is longer than ${longest} or has control characters in it.`,
    isWrong: ({ name, company, country, aliases }) =>
      [name, company, country, ...aliases].some(
        (text) => text && (text.length > longest || control.test(text)),
      ),
  },
  {
    code: 'email_unusable',
    explanation: 'This is not an e-mail address.',
    isWrong: ({ email }) => isUnlike(/^[^\s@]+@[^\s@]+$/u, email),
  },
  {
    code: 'domain_unusable',
    explanation: 'This is not a domain: write it like example.com.',
    isWrong: ({ domain }) => isUnlike(/^[^\s@.]+(\.[^\s@.]+)+$/u, domain),
  },
  {
    code: 'phone_unusable',
    explanation: 'This is not a telephone number: write it like +1 415 555 0100.',
    isWrong: ({ phone }) => isUnlike(/^\+\d+$/, phone),
  },
  {
    code: 'birth_date_unusable',
    explanation: 'The birth date cannot be read: write it like 1990-12-31.',
    isWrong: ({ birthDate }) => !!birthDate && !isDate(birthDate),
  },
  {
    code: 'already_expired',
    explanation: 'It would have expired already.',
    isWrong: ({ expiresAt }, { now }) => !!expiresAt && expiresAt <= now,
  },
  {
    code: 'legal_basis_missing',
    explanation:
      'A face on the list needs a legal basis: say what allows to keep it, for example "house ban of 2026-11-24, legitimate interest, approved by the data protection officer".',
    isWrong: ({ legalBasis }, { hasPhotos }) => hasPhotos && !legalBasis,
  },
];

/** Returns every mistake in a normalised entry. @param hasPhotos whether the entry gets a face */
export function validateEntry(entry: NewEntry, now: Date, hasPhotos: boolean): EntryMistake[] {
  return checks
    .filter(({ isWrong }) => isWrong(entry, { now, hasPhotos }))
    .map(({ code, explanation }) => ({ code, explanation }));
}

/** Whether a given field is too long or malformed. */
function isUnlike(pattern: RegExp, text: string | null): boolean {
  return !!text && (text.length > longest || !pattern.test(text));
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && date.toISOString().slice(0, 10) === text;
}

/** The detail by which a visitor was found on a list. */
export type FoundBy = 'name' | 'email' | 'domain' | 'phone' | 'company' | 'face';

/** A list entry that may mean the visitor. */
export interface Hit {
  /** `own`, or the source of an official list. */
  list: string;
  /** The entry's id in the own list, or its number in the official list. */
  entry: string;
  by: FoundBy;
  /** The spelling on the list; null for a hit without a name. */
  name: string | null;
  /** From 0 to 1; 1 for details that either match or do not. */
  score: number;
  /** Only for a hit by name. */
  compared?: EntryHit['compared'];
}

/** The known details of a person who signs in. */
export interface VisitorQuery extends PersonQuery {
  email: string | null;
  phone: string | null;
  company: string | null;
}
