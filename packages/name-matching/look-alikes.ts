import { createRequire } from 'node:module';

/** The mappings of Unicode's confusables.txt: a character, and the ones that look like it. */
const prototypes = new Map<string, string>(
  Object.entries(createRequire(import.meta.url)('unhomoglyph/data.json') as Record<string, string>),
);

/**
 * The skeleton of Unicode Technical Standard 39: two texts with the same skeleton look the same. Upper and lower case
 * count, because they look different. Only to compare by, never to show.
 */
export function skeleton(text: string): string {
  const visible = text.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  let mapped = '';
  for (const character of visible) mapped += prototypes.get(character) ?? character;
  return mapped.normalize('NFD');
}

/** The letters that digits and signs stand for within a word ("D0e", "J@ne"), besides 1, ! and |. */
const letters: Readonly<Record<string, string>> = {
  0: 'o',
  2: 'z',
  3: 'e',
  4: 'a',
  5: 's',
  6: 'b',
  7: 't',
  8: 'b',
  9: 'g',
  '@': 'a',
  $: 's',
  '€': 'e',
  '£': 'l',
  '+': 't',
};

const standIns = /[\p{N}@$€£+!|]+/gu;

/**
 * A name with letters instead of the digits and signs next to letters, and without separate ones. @param one what a 1
 * is read as, which may be an l or an i
 */
export function lettersForDigits(name: string, one: 'l' | 'i' = 'l'): string {
  return name.replace(standIns, (digits, at: number) => {
    const isBeside =
      /[\p{L}\p{M}]$/u.test(name.slice(Math.max(0, at - 2), at)) ||
      /^\p{L}/u.test(name.slice(at + digits.length, at + digits.length + 2));
    if (!isBeside) return ' ';
    return digits.replace(/[\d@$€£+!|]/gu, (digit) => letters[digit] ?? one);
  });
}

/** Alphabets with letters that no one can tell from another's. */
const alike = ['Latin', 'Cyrillic', 'Greek', 'Armenian'];

/** The other scripts that names are written in today (Unicode's annex 31, table 5). */
const others = [
  ...['Arabic', 'Bengali', 'Devanagari', 'Ethiopic', 'Georgian', 'Gujarati', 'Gurmukhi', 'Hebrew'],
  ...['Kannada', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu'],
  ...['Thaana', 'Thai', 'Tibetan'],
];

/** Of East Asia, where several are used side by side. */
const eastAsian = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'];

const property = (script: string) => `\\p{Script=${script}}`;
const expression = (scripts: readonly string[]) =>
  new RegExp(`[${scripts.map(property).join('')}]`, 'u');

const alikeExpressions = alike.map((script) => expression([script]));
const otherExpressions = [...others.map((script) => expression([script])), expression(eastAsian)];
const known = ['Common', 'Inherited', ...alike, ...others, ...eastAsian];
const unknown = new RegExp(`[^${known.map(property).join('')}]`, 'u');

/**
 * Whether a name may be made to look like another one: it is written in several alphabets whose
 * letters look alike, in several that no one writes one name in (Latin letters go with every other
 * script), or in a script that is hardly in use, of whose letters no table says what they look like.
 */
export function mixesScripts(name: string): boolean {
  const text = name.normalize('NFKC');
  if (unknown.test(text)) return true;
  const count = (all: readonly RegExp[]) => all.filter((script) => script.test(text)).length;
  const alikeCount = count(alikeExpressions);
  const otherCount = count(otherExpressions);
  if (alikeCount > 1 || otherCount > 1) return true;
  return otherCount === 1 && alikeCount === 1 && !alikeExpressions[0]!.test(text);
}
