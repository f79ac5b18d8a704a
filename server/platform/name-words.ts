import { foldName } from './text.ts';
import anyAscii from 'any-ascii';
import { lettersForDigits, otherForms, skeleton } from '../../packages/name-matching/index.ts';

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

/** Spellings of a word: unchanged, without accents, and as in a passport. */
function spellings(word: string): string[] {
  const inPassport = [...word].map((letter) => passportLetters[letter] ?? letter).join('');
  return [word, bare(word), bare(inPassport)];
}

/** Without accents. */
export function bare(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}

/** The words of a name for comparisons. */
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

/** The words of a name without titles and separators. */
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

/** Looks of a word: with accents, without accents, and as in a passport. */
function looksOfWord(word: string): string[] {
  return [...new Set([...new Set(spellings(word))].flatMap((one) => [...looksOf(one)]))];
}

/** For each word of a name, the looks to search for among stored looks; none for an initial. */
export function searchedLooks(name: string): string[][] {
  return nameParts(name)
    .filter(({ word }) => isWhole(word))
    .map(({ word, isParticle }) => {
      const initial = bare(word).charAt(0);
      const looks = [word, initial, ...otherForms(bare(word))].flatMap(looksOfWord);
      return looks.flatMap((look) =>
        isParticle ? [asName + look] : [asName + look, asParticle + look],
      );
    });
}

const aside = /[([{（][^()[\]{}（）]*[)\]}）]/gu;

/** Looks of the whole name: as written, and in passport spelling without titles and asides. */
export function looksOfWhole(name: string): Set<string> {
  const plain = nameParts(name.replace(aside, ' ')).map(({ word }) => word);
  return new Set([...looksOf(name), ...looksOfWord(plain.join(' '))]);
}

/** The looks by which a name is found: of the whole name and of each word. */
export function storedLooks(name: string): Set<string> {
  const ofWords = nameParts(name).flatMap(({ word, isParticle }) =>
    looksOfWord(word).map((look) => (isParticle ? asParticle : asName) + look),
  );
  return new Set([...looksOfWhole(name), ...ofWords]);
}
/** Looks never begin with these prefixes. */
const asName = ' ';
const asParticle = '~';

/**
 * Whether two names may mean one person: they share two words, and at least one is no particle. One of them may be
 * a nickname or an initial. Wider than `fitsRecordedName`, which lets somebody in: this only finds people who could be
 * mistaken for each other.
 */
export function shareTwoWords(one: string, other: string): boolean {
  const left = nameParts(other);
  let pairs = 0;
  const take = (isPair: (a: NamePart, b: NamePart) => boolean, parts: readonly NamePart[]) =>
    parts.filter((part) => {
      const at = left.findIndex((each) => isPair(part, each));
      if (at >= 0) left.splice(at, 1);
      return at >= 0 && ++pairs;
    });
  const parts = nameParts(one);
  const same = take((a, b) => {
    if ((a.isParticle && b.isParticle) || !isWhole(a.word)) return false;
    const looks = new Set([a.word, ...otherForms(bare(a.word))].flatMap(looksOfWord));
    return looksOfWord(b.word).some((look) => looks.has(look));
  }, parts);
  const others = parts.filter((part) => !same.includes(part));
  take((a, b) => isInitial(bare(a.word), bare(b.word)), others);
  return same.length > 0 && pairs > 1;
}

/** Whether a word is more than an initial. In syllabic scripts, one character is a whole name. */
export function isWhole(word: string): boolean {
  return !/^\p{L}\.?$/u.test(bare(word)) || /[\p{Script=Han}\p{Script=Hangul}]/u.test(word);
}

/**
 * The looks of a name: two names look alike when they share one. Separators before, behind and between the letters do
 * not count. A name without a letter has no look.
 *
 * Capital and small letters have different look-alikes. So a name is read as written, in capitals and in small letters.
 * Each is read with digits as letters and without digits.
 */
export function looksOf(name: string): Set<string> {
  const text = name.normalize('NFKC');
  const read = [lettersForDigits(text), text.replace(/\p{N}/gu, '')];
  const cased = new Set(read.flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()]));
  const looks = new Set([...cased].map(look));
  looks.delete('');
  return looks;
}

function look(text: string): string {
  const plain = skeleton(text.replace(/[\p{Pd}\p{Z}]/gu, ''))
    // Small capitals, ligatures and letters with a stroke: replaced by the letters that they resemble.
    .replace(/(?![a-zA-Z])\p{Script=Latin}/gu, (letter) => anyAscii(letter))
    .toLowerCase();
  return (
    // A second pass for small letters that look alike: "m" and "rn".
    skeleton(plain)
      .replace(/[^\p{L}\p{M}]|\p{Me}/gu, '')
      // Drops accents; in other scripts, marks are vowels.
      .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
      // Two of them look like a ü.
      .replaceAll('ii', 'u')
      // A capital I looks like an l, so both get the same look.
      .replaceAll('i', 'l')
  );
}
