import anyAscii from 'any-ascii';
import { foldName } from '#base/text';
import { lettersForDigits, skeleton } from './look-alikes.ts';
import { otherForms } from './nicknames.ts';
import { bare, isInitial, isWhole, nameParts, spellings, type NamePart } from './plain-words.ts';

/** What to search for among the stored looks of names, to find those that could be mistaken for a name. */
export interface LookSearch {
  /** The name as `foldName` makes it. */
  folded: string;
  /** Looks of the whole name. */
  looks: string[];
  /** For each word of the name, the looks to search for; none for an initial. */
  words: string[][];
  /** Whether a name that was found could be mistaken for this one. Some have no stored looks yet. */
  isLike: (name: string) => boolean;
}

/** Characters that show nothing or a gap, like the filler of Hangul: only a reader's eyes can tell which. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;
/** Characters that may separate two words. */
const gap = /[^\p{L}\p{M}]|[\p{Lm}\p{Default_Ignorable_Code_Point}]/gu;

/** Returns what to search for, once for each way of reading the name. */
export function lookSearches(name: string): LookSearch[] {
  const [whole, apart] = [name.replace(unseen, ''), name.replace(gap, ' ')];
  const isTheSame = plainText(whole) === plainText(apart);
  return (isTheSame ? [whole] : [whole, apart]).map(searchFor);
}

function plainText(name: string): string {
  return nameParts(name)
    .map(({ word }) => word)
    .join(' ');
}

function searchFor(name: string): LookSearch {
  const looks = looksOfWhole(name);
  return {
    folded: foldName(name),
    looks: [...looks],
    words: nameParts(name).length > 1 ? searchedLooks(name) : [],
    isLike: (other) => hasLook(other, looks) || shareTwoWords(name, other),
  };
}

/** Returns a test whether another name looks like this one as a whole. */
export function lookAlikeTest(name: string): (other: string) => boolean {
  const looks = looksOfWhole(name);
  return (other) => hasLook(other, looks);
}

function hasLook(name: string, looks: ReadonlySet<string>): boolean {
  return [...looksOfWhole(name)].some((look) => looks.has(look));
}

/** Names of people are shorter, even when every accent is a separate character. */
const longestName = 500;
const mostWords = 12;

/** Whether a text is short enough to be a name, and has a letter. */
export function isNameLike(text: string): boolean {
  return (
    text.length <= longestName && nameParts(text).length <= mostWords && looksOf(text).size > 0
  );
}

/** Returns the looks of a word: with accents, without accents, and as in a passport. */
function looksOfWord(word: string): string[] {
  return [...new Set([...new Set(spellings(word))].flatMap((one) => [...looksOf(one)]))];
}

function searchedLooks(name: string): string[][] {
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

/** Returns the looks of the whole name: as written, and in passport spelling without titles and asides. */
function looksOfWhole(name: string): Set<string> {
  const plain = nameParts(name.replace(aside, ' ')).map(({ word }) => word);
  return new Set([...looksOf(name), ...looksOfWord(plain.join(' '))]);
}

/** Returns the looks to store, by which a name is found: of the whole name and of each word. */
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
 * a nickname or an initial. Wider than `nameFits`, which lets somebody in: this only finds people who could be
 * mistaken for each other.
 */
function shareTwoWords(one: string, other: string): boolean {
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

/**
 * Returns the looks of a name: two names look alike when they share one. Separators before, behind and between the letters do
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
