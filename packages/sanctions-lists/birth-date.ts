import { dateText, type ListDateOrder } from './list-date.ts';

/**
 * Birth dates of listed people in the Extended Date/Time Format (EDTF, ISO 8601-2): `1960-01-12`, `1960-03`, `1960`,
 * `1960~` for about 1960, `1960/1963` for a span, `../1963` for an open span, `XXXX` for an unreadable date.
 */
export const unreadableDate = 'XXXX';

/** Listed birth years are often guesses, or off by one because of another calendar. */
const yearsOff = 1;
/** "About 1960": from 1955 to 1965. */
const yearsOffWhenAbout = 5;

/** The possible birth years, both inclusive. */
export interface BirthYears {
  from: number;
  to: number;
}

/** Whether a person born on this day cannot be the listed one. @param listed possible dates, in EDTF */
export function isOtherAge(listed: readonly string[], birthDate: string | null): boolean {
  const year = birthDate === null ? Number.NaN : Number(/^\d{4}/.exec(birthDate)?.[0] ?? 'none');
  if (Number.isNaN(year) || listed.length === 0) return false;
  return listed.every((date) => {
    const { from, to } = birthYears(date);
    return year < from || year > to;
  });
}

/** Whether the birth year equals a listed year that is certain. */
export function isSameAge(listed: readonly string[], birthDate: string | null): boolean {
  const year = birthDate?.slice(0, 4);
  return listed.some((date) => /^\d{4}(?:-[\d-]+)?$/.test(date) && date.slice(0, 4) === year);
}

/** Returns the years that fit a listed date, with the tolerance for errors of the list. @param date EDTF */
export function birthYears(date: string): BirthYears {
  const [start = '', end = start] = date.split('/');
  const from = yearOf(start, -Infinity);
  const to = yearOf(end, Infinity);
  // A reversed span, or anything else that is no date, excludes nobody.
  if (from.year - to.year > 0) return { from: -Infinity, to: Infinity };
  return { from: from.year - from.off, to: to.year + to.off };
}

function yearOf(date: string, open: number): { year: number; off: number } {
  const [, year, about] = /^(\d{4})[\d-]*(~?)$/.exec(date) ?? [];
  if (!year) return { year: open, off: 0 };
  return { year: Number(year), off: about ? yearsOffWhenAbout : yearsOff };
}

/**
 * Returns the birth dates in a text of a list, in EDTF: `circa 1960`, `1958 to 1962`, `12 Jan 1960 or 1963`,
 * `dd/mm/1960`, `(1) 1960 (2) 1963`, `1960s`. A text without a possible year is {@link unreadableDate}, because a date
 * that was not understood excludes nobody. Empty for an empty text.
 * @param order of day and month in `12/01/1960`
 */
export function birthDatesIn(text: string, order: ListDateOrder = 'day-first'): string[] {
  if (text.length > longestText) return [unreadableDate];
  const isSpan = /\bbetween\b/iu.test(text);
  const parts = text.split(isSpan ? /;|\(\d{1,2}\)/u : several);
  const dates = parts
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .map((part) => oneIn(part, order));
  return [...new Set(dates)];
}

const longestText = 500;
const several = /;|\(\d{1,2}\)|\bor\b|(?<=\d{4})\s*(?:,|\band\b)/iu;
const aboutWords =
  /\b(?:circa|ca|c|about|abt|around|approx\w*|estimated|est|probably|possibly|roughly|early|mid|late)\b|~|\?/iu;
const year = '(?:1[89]\\d\\d|20\\d\\d)';
const spans = [
  new RegExp(`(${year})\\s*[-–/]\\s*(${year})(?![\\d-])`, 'u'),
  new RegExp(`(${year})\\s*[-–]\\s*(\\d\\d)(?![\\d/-])`, 'u'),
];

function oneIn(text: string, order: ListDateOrder): string {
  const about = aboutWords.test(text) ? '~' : '';
  const [, decade] = /\b((?:1[89]|20)\d0)'?s\b/u.exec(text) ?? [];
  if (decade) return `${decade}${about}/${Number(decade) + 9}${about}`;
  const [first = '', second] = text.split(/\b(?:to|until|and|through)\b/iu);
  if (second && /\d/.test(first))
    return spanOf(dateText(first, order), dateText(second, order), about);
  for (const span of spans) {
    const [, from, to] = span.exec(text) ?? [];
    // "1960-06" may also be a month; a span includes both.
    if (from && to) return spanOf(from, to.length === 2 ? from.slice(0, 2) + to : to, about, text);
  }
  const date = dateText(text, order);
  return date === null ? unreadableDate : date + about;
}

function spanOf(from: string | null, to: string | null, about: string, text = ''): string {
  if (from !== null && to !== null && from.slice(0, 4) <= to.slice(0, 4)) {
    return from === to ? from + about : `${from}${about}/${to}${about}`;
  }
  // "2001-02" is a year and month, not 2001 to 1902.
  return (text && dateText(text, 'day-first')) || unreadableDate;
}

/** Returns a span in EDTF; open where one end is not known. Null when neither end is known. */
export function birthSpan(from: string, to: string, isAbout = false): string | null {
  const about = isAbout ? '~' : '';
  const [start, end] = [from, to].map((text) => dateText(text, 'day-first'));
  if (!start && !end) return null;
  if (start && end) {
    const isYear =
      start.slice(0, 4) === end.slice(0, 4) && /-01-01$/.test(start) && /-12-31$/.test(end);
    if (isYear) return start.slice(0, 4) + about;
    if (start === end) return start + about;
  }
  return `${start ? start + about : '..'}/${end ? end + about : '..'}`;
}
