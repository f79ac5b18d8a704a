import { foldName } from '#base/text';

/** Letters that passports write differently (ICAO 9303, part 3, section 6); accents are dropped. */
const passportLetters: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  å: 'aa',
  æ: 'ae',
  ø: 'oe',
  œ: 'oe',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
  ñ: 'n',
};

/** Whether one word is the initial of the other. */
export function isInitial(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return /^\p{L}\.?$/u.test(short) && long.startsWith(short.charAt(0));
}

/** Whether two words are equal except for accents and passport spelling. */
export function isSame(a: string, b: string): boolean {
  const spelled = spellings(b);
  return spellings(a).some((one) => spelled.includes(one));
}

/** Returns the spellings of a word: unchanged, without accents, and as in a passport. */
export function spellings(word: string): string[] {
  const inPassport = [...word].map((letter) => passportLetters[letter] ?? letter).join('');
  return [word, bare(word), bare(inPassport)];
}

/** Removes accents. */
export function bare(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}

/** Returns the words of a name for comparisons. */
export function words(name: string): string[] {
  return (
    foldName(name)
      .replaceAll("'", '')
      // "Family, Given" is a name too; the comma may be of any script.
      .split(/[\s,;،؛、，；-]+/u)
      .filter((word) => /\p{L}/u.test(word))
  );
}

const setOf = (list: string) => new Set(list.split(' '));

/** Words in many family names, which do not distinguish people. */
const particles = setOf(
  'van von vom de den der des del della di da dos das du la le los las el al bin zu zum zur ter ten y e',
);
const titles = setOf('mr mrs ms miss mx dr prof sir herr frau mme mlle sr sra ing');

/** Separators between the words of a name: "Example, Ada M.", "Ada (visitor)". */
const between = /[^\p{L}\p{M}\p{N}\s,;،؛、，；'’-]+/gu;

export interface NamePart {
  word: string;
  /** Whether the word distinguishes nobody; true only in names with at least two other words. */
  isParticle: boolean;
}

/** Returns the words of a name without titles and separators. */
export function nameParts(name: string): NamePart[] {
  const all = words(name.replace(between, ' '));
  const named = all.filter((word) => !titles.has(bare(word)));
  const own = named.length > 0 ? named : all;
  const isTelling = own.filter((word) => !particles.has(word)).length > 1;
  return own.map((word) => ({ word, isParticle: isTelling && particles.has(word) }));
}

/**
 * Whether the extra words of a name are at most a middle name, a second family name or initials. Two extra words could
 * be another person's full name. One extra word at the beginning could be a given name, with the next word as its
 * family name.
 */
export function addsLittle(name: readonly NamePart[], added: ReadonlySet<number>): boolean {
  const telling = [...name.keys()].filter((i) => !name[i]!.isParticle);
  const more = telling.filter((i) => added.has(i));
  if (more.every((i) => !isWhole(name[i]!.word))) return true;
  return more.length === 1 && more[0] !== telling[0];
}

/** Whether a word is more than an initial. In syllabic scripts, one character is a whole name. */
export function isWhole(word: string): boolean {
  return !/^\p{L}\.?$/u.test(bare(word)) || /[\p{Script=Han}\p{Script=Hangul}]/u.test(word);
}
