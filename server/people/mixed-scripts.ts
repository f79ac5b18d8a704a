/** Alphabets with letters that nobody can tell from another's. */
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
 * letters look alike, in several that nobody writes one name in (Latin letters go with every other
 * script), or in a script that is hardly in use, of whose letters no table says what they look like.
 */
export function mixesScripts(name: string): boolean {
  const text = name.normalize('NFKC');
  if (unknown.test(text)) return true;
  const count = (all: readonly RegExp[]) => all.filter((script) => script.test(text)).length;
  const [alikeCount, otherCount] = [count(alikeExpressions), count(otherExpressions)];
  if (alikeCount > 1 || otherCount > 1) return true;
  return otherCount === 1 && alikeCount === 1 && !alikeExpressions[0]!.test(text);
}
