import { foldName } from '#base/text';
import type { FormAnswer, FormDateOrder } from './sign-in.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads a date as people type it (1990-12-31, 31.12.1990, 12/31/1990, 31 December 1990) and returns `1990-12-31`.
 * Null when it is no date or ambiguous: 03/04/1990 needs an order.
 */
export function readFormDate(text: string, order: FormDateOrder | null): string | null {
  const parts = text
    .trim()
    .split(/[\s.,/-]+/u)
    .filter((part) => part !== '');
  const [one = '', two = '', three = ''] = parts;
  // A time may follow the date.
  if (parts.length < 3 || (parts.length > 3 && !/^\d{4}$/.test(one))) return null;
  if (/^\d{4}$/.test(one)) return dateOf(one, monthOf(two), three.replace(/T.*$/, ''));
  if (!/^\d{4}$/.test(three)) return null;
  if (!/^\d{1,2}$/.test(one)) return dateOf(three, monthOf(one), two);
  if (!/^\d{1,2}$/.test(two)) return dateOf(three, monthOf(two), one);
  return ofNumbers(three, one, two, order);
}

function ofNumbers(year: string, one: string, two: string, order: FormDateOrder | null) {
  const dayFirst = dateOf(year, Number(two), one);
  const monthFirst = dateOf(year, Number(one), two);
  if (order !== null) return order === 'day-first' ? dayFirst : monthFirst;
  if (dayFirst === null || monthFirst === null) return dayFirst ?? monthFirst;
  return dayFirst === monthFirst ? dayFirst : null;
}

function monthOf(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  return text.length < 3 ? 0 : months.indexOf(text.slice(0, 3).toLowerCase()) + 1;
}

function dateOf(year: string, month: number, day: string): string | null {
  const number = Number(day.replace(/(st|nd|rd|th)$/i, ''));
  if (!Number.isInteger(number) || number < 1 || month < 1 || month > 12) return null;
  const date = new Date(Date.UTC(Number(year), month - 1, number));
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== number) return null;
  return date.toISOString().slice(0, 10);
}

/** Marks an answer that exceeds the length limit. Such an answer is not missing and equals no other. */
export const tooLong = Symbol('an answer that is too long');

/**
 * The answer to a form question with this label. Null when the form does not have the question or the answer is
 * empty.
 */
export function answerTo(
  answers: readonly FormAnswer[],
  question: string,
): string | typeof tooLong | null {
  const wanted = foldName(question);
  const given = answers.find(({ label, value }) => label === wanted && value !== '');
  return given ? (given.value ?? tooLong) : null;
}
