import { createRequire } from 'node:module';

/** The mappings of Unicode's confusables.txt: a character, and the characters that look like it. */
const prototypes = new Map<string, string>(
  Object.entries(createRequire(import.meta.url)('unhomoglyph/data.json') as Record<string, string>),
);

/**
 * Returns the skeleton by Unicode Technical Standard 39: two texts with the same skeleton look the same. Letter case
 * counts, because it is visible. Only for comparison, never for display.
 */
export function skeleton(text: string): string {
  const visible = text.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  let mapped = '';
  for (const character of visible) mapped += prototypes.get(character) ?? character;
  return mapped.normalize('NFD');
}

/** The letters that digits and signs inside a word represent ("D0e", "J@ne"), besides 1, ! and |. */
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
 * Replaces digits and signs next to letters by letters, and removes separate ones. @param one the letter for a 1, which
 * may be an l or an i
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

/** Alphabets with letters that are indistinguishable from another alphabet's. */
const alike = ['Latin', 'Cyrillic', 'Greek', 'Armenian'];

/** The other scripts that are used for names today (Unicode's annex 31, table 5). */
const others = [
  ...['Arabic', 'Bengali', 'Devanagari', 'Ethiopic', 'Georgian', 'Gujarati', 'Gurmukhi', 'Hebrew'],
  ...['Kannada', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu'],
  ...['Thaana', 'Thai', 'Tibetan'],
];

/** East Asian scripts, which are used together. */
const eastAsian = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'];

const property = (script: string) => `\\p{Script=${script}}`;
const expression = (scripts: readonly string[]) =>
  new RegExp(`[${scripts.map(property).join('')}]`, 'u');

const alikeExpressions = alike.map((script) => expression([script]));
const otherExpressions = [...others.map((script) => expression([script])), expression(eastAsian)];
const known = ['Common', 'Inherited', ...alike, ...others, ...eastAsian];
const unknown = new RegExp(`[^${known.map(property).join('')}]`, 'u');

/**
 * Whether a name may imitate another one. Such a name mixes alphabets whose letters look alike, or scripts that nobody
 * combines in one name (Latin combines with every script). Scripts that are hardly in use count too, because no table
 * compares their letters.
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
