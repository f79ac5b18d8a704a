import { foldName } from '../platform/folding.ts';
import type { PersonName } from './credential.ts';

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

/**
 * Whether a name on a pass fits the one that signed in. Order, letter case, accents and hyphens do
 * not count, and either side may have middle names, or their initials, that the other lacks. The
 * family name must be there in full, and one given name.
 */
export function nameFits(signedIn: string, names: readonly PersonName[]): boolean {
  const claimed = words(signedIn);
  return claimed.length > 0 && names.some((name) => fits(claimed, name));
}

function fits(claimed: readonly string[], { family, given }: PersonName): boolean {
  const familyWords = words(family);
  const givenWords = words(given);
  const all = [...familyWords, ...givenWords];
  const isMore = isCovered(all, claimed);
  const isLess = isCovered(claimed, all);
  // Of one part alone, each word must be on both sides.
  if (familyWords.length === 0 || givenWords.length === 0) return isMore && isLess;
  const isClaimed = (word: string) => claimed.some((one) => isSame(one, word));
  if (!familyWords.every(isClaimed) || !givenWords.some(isClaimed)) return false;
  // Somebody with one name more on each side may be somebody else.
  return isMore || isLess;
}

function isCovered(some: readonly string[], by: readonly string[]): boolean {
  if (some.length === 0) return false;
  return some.every((word) => by.some((other) => isSame(word, other) || isInitial(word, other)));
}

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
