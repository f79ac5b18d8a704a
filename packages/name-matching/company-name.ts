import { distance } from 'fastest-levenshtein';
import { nameData } from './name-data.ts';
import { isSwap } from './likeness.ts';

const legalForms = nameData('legal-forms.txt');
const spellings = { like: /^[\p{Ll}\p{Lo} |]+$/u, example: 'limited | ltd' };
/** Normalised spelling of every legal form. */
const forms = new Set(legalForms.rows({ section: 'forms', ...spellings }).flat());
/** The longer words of legal forms, which are sometimes misspelled: "joynt stock compan". */
const formWords = [...forms]
  .flatMap((form) => form.split(' '))
  .filter((word, i, all) => word.length >= 5 && all.indexOf(word) === i);
const formWordSet = new Set(formWords);
const mostWords = Math.max(...[...forms].map((form) => form.split(' ').length));

/** Short forms may be normal words or initials, so only these count at the beginning as well. */
const before = legalForms.words({ section: 'forms that begin a name', ...spellings });
/** Besides forms of four letters and more, only these count inside the name. */
const within = legalForms.words({ section: 'forms within a name', ...spellings });

const companyWords = nameData('company-words.txt');
const twoWays = (section: string) =>
  companyWords.rows({ section, like: /^[a-z\d ]+ \| [a-z\d]+$/, example: 'intl | international' });
const numbers = new Map(twoWays('numbers') as [string, string][]);
/** Usual abbreviations in company names. */
const abbreviations = new Map(twoWays('abbreviations') as [string, string][]);
const phrases = twoWays('countries').map(
  ([from = '', to = '']) => [new RegExp(`\\b${from}\\b`, 'g'), to] as const,
);

/** A longer text is no company name. */
const maxRead = 5000;
const maxCharacters = 1000;
const maxTokens = 60;

/** A company's name in the form for comparison. */
export interface CompanyName {
  /** Without its legal form, with digits for numbers, and with abbreviations written out. */
  text: string;
  /** The text in brackets, when there is other text too. */
  asides: string;
}

/** Removes common parts of company names. The legal form stays when nothing else is left. */
export function companyName(given: string): CompanyName {
  const name = given
    .slice(0, maxRead)
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .slice(0, maxCharacters);
  const brackets = /[([{][^()[\]{}]{0,200}[)\]}]/gu;
  const text = coreOf(name.replace(brackets, ' '));
  const asides = coreOf((name.match(brackets) ?? []).join(' '));
  return text === '' ? { text: coreOf(name), asides: '' } : { text, asides };
}

function coreOf(name: string): string {
  const tokens = tokensOf(name);
  const kept = withoutForms(tokens);
  const text = joinNumbers(kept.map(({ text }) => expand(text)))
    .join(' ')
    .toLowerCase();
  return phrases.reduce((all, [from, to]) => all.replace(from, to), text);
}

interface Token {
  text: string;
  /** The form for the comparison with legal forms. */
  form: string;
}

function tokensOf(name: string): Token[] {
  return (
    name
      .normalize('NFKC')
      // "L.L.C.", "A/S" and "s.r.o." are one word each.
      .replace(/(?<![\p{L}\p{N}])(?:\p{L}{1,2}[./]){1,6}\p{L}{0,2}(?![\p{L}\p{N}])/gu, removeDots)
      // "SiemensAG": only the capital letters mark the legal form.
      .replace(/(?<=\p{Ll}{3})(?=(?:AG|SA|SE|NV|BV|AB|LLC|GmbH|Ltd|LTD|Inc|JSC|PLC)$)/u, ' ')
      .split(/[\s,;:()[\]{}"“”„«»&+\-–—_|/\\]+/u)
      .map((part) => part.replace(/^[.'’‘`]+|[.'’‘`]+$/gu, ''))
      .filter((part) => part !== '')
      .slice(0, maxTokens)
      .map((text) => ({ text, form: formWord(plain(text)) }))
  );
}

/** Returns the word of a legal form that differs by one letter or one swap; otherwise the word itself. */
function formWord(text: string): string {
  if (text.length < 5 || formWordSet.has(text)) return text;
  const isNear = (word: string) =>
    Math.abs(word.length - text.length) <= 1 &&
    word[0] === text[0] &&
    (distance(word, text) === 1 || isSwap(word, text));
  return formWords.find(isNear) ?? text;
}

/** Turns "S.A." into "SA", but keeps "St. Mary". */
function removeDots(text: string): string {
  return /^\p{L}{2}[./]$/u.test(text) ? text : `${text.replace(/[./]/g, '')} `;
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}|['’‘`.]/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/ı/g, 'i');
}

/** Removes legal forms at both ends, and long ones inside. */
function withoutForms(all: readonly Token[]): Token[] {
  let from = 0;
  let to = all.length;
  for (let more = true; more;) {
    more = false;
    const atEnd = formLength(all, from, to, 'end');
    if (atEnd > 0 && atEnd < to - from) {
      to -= atEnd;
      more = true;
    }
    const atStart = formLength(all, from, to, 'start');
    if (atStart > 0 && atStart < to - from) {
      from += atStart;
      more = true;
    }
  }
  const kept: Token[] = [];
  for (let at = from; at < to;) {
    const count = formLength(all, at, to, 'within');
    if (count === 0) kept.push(all[at]!);
    at += Math.max(1, count);
  }
  return kept.length > 0 ? kept : all.slice(from, to);
}

/** Returns the number of words of the longest legal form that ends, or begins, there; 0 for none. */
function formLength(
  all: readonly Token[],
  from: number,
  to: number,
  place: 'start' | 'end' | 'within',
): number {
  for (let count = Math.min(mostWords, to - from); count > 0; count--) {
    const start = place === 'end' ? to - count : from;
    const words = all.slice(start, start + count).map(({ form }) => form);
    const text = words.join(' ');
    if (!forms.has(text)) continue;
    const isLong = count === 1 ? text.length > 3 : text.length > 7;
    if (place === 'end' || isLong || (place === 'start' ? before : within).has(text)) return count;
  }
  return 0;
}

function expand(text: string): string {
  const known = plain(text);
  return abbreviations.get(known) ?? numbers.get(known) ?? text;
}

/** Joins "40 4", which was "forty-four", to "44". */
function joinNumbers(words: readonly string[]): string[] {
  const all: string[] = [];
  for (const word of words) {
    const tens = all.at(-1);
    const isUnit = /^[1-9]$/.test(word) && tens !== undefined && /^[2-9]0$/.test(tens);
    if (isUnit) all[all.length - 1] = String(Number(tens) + Number(word));
    else all.push(word);
  }
  return all;
}

/** Roman numerals, or one or two digits. */
const number = /^(?:[ivx]{1,5}|\d{1,2})$/;
const digits: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };

/** Returns the numbers in a company name, in ascending order. */
export function ordinalsIn(words: readonly { text: string }[]): number[] {
  return words
    .flatMap(({ text }) => (number.test(text) ? numberIn(text) : []))
    .sort((a, b) => a - b);
}

/** The value of a number in digits or in Roman numerals. */
function numberIn(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const values = [...text].map((letter) => digits[letter] ?? 0);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}
