import { foldName } from './text.ts';
import anyAscii from 'any-ascii';
import { lettersForDigits, skeleton } from '../../packages/name-matching/index.ts';

/** Letters that passports write otherwise (ICAO 9303, part 3, section 6); accents are dropped. */
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

/** Whether one of the words is the other's first letter. */
export function isInitial(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return /^\p{L}\.?$/u.test(short) && long.startsWith(short.charAt(0));
}

/** Whether two words are the same but for accents and how a passport writes its letters. */
export function isSame(a: string, b: string): boolean {
  const spelled = spellings(b);
  return spellings(a).some((one) => spelled.includes(one));
}

/** As it is, without its accents, and as in a passport. */
function spellings(word: string): string[] {
  const inPassport = [...word].map((letter) => passportLetters[letter] ?? letter).join('');
  return [word, bare(word), bare(inPassport)];
}

/** Without accents. */
export function bare(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}

/** A name's words as they are compared. */
export function words(name: string): string[] {
  return (
    foldName(name)
      .replaceAll("'", '')
      // "Family, Given" is a name as well, in whatever script its comma is.
      .split(/[\s,;،؛、，；-]+/u)
      .filter((word) => /\p{L}/u.test(word))
  );
}

const setOf = (list: string) => new Set(list.split(' '));

/** What belongs to many family names and tells no one from another. */
const particles = setOf(
  'van von vom de den der des del della di da dos das du la le los las el al bin zu zum zur ter ten y e',
);
const titles = setOf('mr mrs ms miss mx dr prof sir herr frau mme mlle sr sra ing');

/** What people put between the words of a name: "Example, Ada M.", "Ada (visitor)". */
const between = /[^\p{L}\p{M}\p{N}\s,;،؛、，；'’-]+/gu;

export interface NamePart {
  word: string;
  /** Tells no one from another: the name has two other words at least. */
  isParticle: boolean;
}

/** The words of a name without titles, whatever stands between them. */
export function nameParts(name: string): NamePart[] {
  const all = words(name.replace(between, ' '));
  const named = all.filter((word) => !titles.has(bare(word)));
  const own = named.length > 0 ? named : all;
  const isTelling = own.filter((word) => !particles.has(word)).length > 1;
  return own.map((word) => ({ word, isParticle: isTelling && particles.has(word) }));
}

/**
 * Whether what a name has beside another one is at most a middle name, a second family name, or initials:
 * two words could be the given and the family name of someone else, and so could one before all others
 * with what follows it.
 */
export function addsLittle(name: readonly NamePart[], added: ReadonlySet<number>): boolean {
  const telling = [...name.keys()].filter((i) => !name[i]!.isParticle);
  const more = telling.filter((i) => added.has(i));
  if (more.every((i) => !isWhole(name[i]!.word))) return true;
  return more.length === 1 && more[0] !== telling[0];
}

/** What a word looks like, with its accents, without, and as in a passport. */
function looksOfWord(word: string): string[] {
  return [...new Set([...new Set(spellings(word))].flatMap((one) => [...looksOf(one)]))];
}

/** Other forms of a given name: short, fond, and in other languages. */
export type OtherForms = (word: string) => readonly string[];

/** What each word of a name is found by among the looks that are stored; none for an initial. */
export function searchedLooks(name: string, otherForms: OtherForms): string[][] {
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

/** What a name looks like as a whole, as it is written, and without titles and asides and as in a passport. */
export function looksOfWhole(name: string): Set<string> {
  const plain = nameParts(name.replace(aside, ' ')).map(({ word }) => word);
  return new Set([...looksOf(name), ...looksOfWord(plain.join(' '))]);
}

/** What a name is found by: what it looks like, and what each of its words does. */
export function storedLooks(name: string): Set<string> {
  const ofWords = nameParts(name).flatMap(({ word, isParticle }) =>
    looksOfWord(word).map((look) => (isParticle ? asParticle : asName) + look),
  );
  return new Set([...looksOfWhole(name), ...ofWords]);
}
/** No look begins with either. */
const asName = ' ';
const asParticle = '~';

/**
 * Whether two names may be one person's: they share two words, of which one may be a nickname or an
 * initial, and one is more than a particle. Wider than what lets someone in.
 */
export function shareTwoWords(one: string, other: string, otherForms: OtherForms): boolean {
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

/** No initial. In scripts of syllables one character is a whole name. */
export function isWhole(word: string): boolean {
  return !/^\p{L}\.?$/u.test(bare(word)) || /[\p{Script=Han}\p{Script=Hangul}]/u.test(word);
}

/**
 * What names that look alike have in common, whatever stands between, before and behind their
 * letters. Two names look alike when they share one of these. A name without a letter has none.
 *
 * Capital letters look otherwise than small ones, and each has its own look-alikes, so a name is read as
 * it is written, and all in capitals, and all small; and with its digits as letters, and without them.
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
    // Small capitals, ligatures and letters with a stroke: what a hurried reader takes them for.
    .replace(/(?![a-zA-Z])\p{Script=Latin}/gu, (letter) => anyAscii(letter))
    .toLowerCase();
  return (
    // Again, for what is alike only as small letters: "m" and "rn".
    skeleton(plain)
      .replace(/[^\p{L}\p{M}]|\p{Me}/gu, '')
      // Accents; in other scripts marks are vowels.
      .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
      // Two of them are taken for a ü.
      .replaceAll('ii', 'u')
      // A capital I is an l, and which of an I is meant only its word tells.
      .replaceAll('i', 'l')
  );
}
