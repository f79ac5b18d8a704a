import { foldName } from '#base/text';
import { otherForms } from './nicknames.ts';
import {
  addsLittle,
  bare,
  isInitial,
  isSame,
  isWhole,
  nameParts,
  words,
  type NamePart,
} from './plain-words.ts';

/** A name of which a document says what is the family name. */
export interface DocumentName {
  family: string;
  given: string;
  /** The end of the name may be cut off, as in an MRZ. */
  isTruncated?: boolean;
}

/**
 * Whether a typed name can be that of the person with the known name. Order, letter case, accents and hyphens do not
 * matter. The known name may have more names than the typed one. The typed name may have one more name (see
 * `addsLittle`).
 *
 * In a known name without parts, one name may be a nickname, and two words must match in full, because both sides need
 * a given and a family name. A person who is recorded with one word types only that word. Of a document's name, which has
 * no nicknames, the whole family name and one given name must match.
 */
export function nameFits(typed: string | null, known: string | DocumentName): boolean {
  if (typed === null) return false;
  if (typeof known === 'string') return fitsText(typed, known);
  return (
    fitsDocumentName(typed, known) ||
    (known.isTruncated === true && fitsDocumentName(typed, goneOn(known, typed)))
  );
}

/** Limits the work, because every word is compared with every other. Recorded names are shorter. */
const maxCharacters = 200;
const maxWords = 12;

function fitsText(typed: string, recorded: string): boolean {
  if (typed.length > 2 * maxCharacters) return false;
  const folded = foldName(typed);
  if (folded !== '' && folded === foldName(recorded)) return true;
  if (folded.length > maxCharacters) return false;
  const [given, known] = [nameParts(typed), nameParts(recorded)];
  if (given.length === 0 || given.length > maxWords || known.length > maxWords) return false;
  // "Mary Ann Smith" and "Maryann Smith"; also scripts without spaces.
  if (isSame(join(given), join(known))) return true;
  return fitsWords(given, known);
}

function join(parts: readonly NamePart[]): string {
  return parts.map(({ word }) => word).join('');
}

function fitsWords(given: readonly NamePart[], known: readonly NamePart[]): boolean {
  const left = { given: new Set(given.keys()), known: new Set(known.keys()) };
  /** Pairs words that are alike, each word once. Returns the number of pairs that are not particles. */
  const pair = (isAlike: (a: string, b: string) => boolean): number => {
    let pairs = 0;
    for (const i of left.given) {
      const partner = [...left.known].find((j) => isAlike(given[i]!.word, known[j]!.word));
      if (partner === undefined) continue;
      left.given.delete(i);
      left.known.delete(partner);
      if (!given[i]!.isParticle || !known[partner]!.isParticle) pairs++;
    }
    return pairs;
  };
  const same = pair((a, b) => isWhole(a) && isSame(a, b));
  // A nickname replaces a given name; the family name must be the same.
  const nicknames = pair(isNickname);
  pair(isInitial);
  if (same === 0 || same + nicknames < 2) return false;
  // With an extra name on each side, it may be another person.
  const isMore = [...left.given].some((i) => !given[i]!.isParticle);
  const isLess = [...left.known].some((j) => !known[j]!.isParticle);
  return !(isMore && isLess) && addsLittle(given, left.given);
}

function isNickname(a: string, b: string): boolean {
  const one = bare(a);
  const other = bare(b);
  return otherForms(one).includes(other) || otherForms(other).includes(one);
}

function fitsDocumentName(typed: string, { family, given }: DocumentName): boolean {
  const parts = nameParts(typed);
  const claimed = parts.map(({ word }) => word);
  if (claimed.length === 0) return false;
  const familyWords = words(family);
  const givenWords = words(given);
  const all = [...familyWords, ...givenWords];
  const isMore = isCovered(all, claimed);
  const added = new Set([...claimed.keys()].filter((i) => !isCovered([claimed[i]!], all)));
  const isLess = added.size === 0;
  // When the document has only one name part, both sides must have the same words.
  if (familyWords.length === 0 || givenWords.length === 0) return isMore && isLess;
  if (!isNamed(familyWords, givenWords, claimed)) return false;
  // With an extra name on each side, it may be another person.
  return isLess || (isMore && addsLittle(parts, added));
}

/**
 * Whether the whole family name was typed, with a given name beside it. A word that is both ("Ali Ali Hassan") must be
 * typed as often as it is needed.
 */
function isNamed(
  family: readonly string[],
  given: readonly string[],
  claimed: readonly string[],
): boolean {
  const left = [...claimed];
  const take = (word: string) => {
    const at = left.findIndex((one) => isSame(one, word));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  return [...new Set(family)].every(take) && given.some(take);
}

function isCovered(some: readonly string[], by: readonly string[]): boolean {
  if (some.length === 0) return false;
  return some.every((word) => by.some((other) => isSame(word, other) || isInitial(word, other)));
}

/** Returns the name with its last word as typed, if the typed word begins with what is left of it. */
function goneOn({ family, given }: DocumentName, typed: string): DocumentName {
  const [part, isGiven] = given === '' ? [family, false] : [given, true];
  const all = part.split(' ');
  const last = words(all.at(-1) ?? '').at(-1) ?? '';
  const whole = words(typed).find((word) => last !== '' && word.startsWith(last));
  if (whole === undefined) return { family, given };
  const longer = [...all.slice(0, -1), whole].join(' ');
  return isGiven ? { family, given: longer } : { family: longer, given };
}
