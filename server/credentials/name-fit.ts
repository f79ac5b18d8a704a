import {
  addsLittle,
  isInitial,
  isSame,
  nameParts,
  words,
  type NamePart,
} from '../platform/name-words.ts';
import type { PersonName } from './credential.ts';

/**
 * Whether a name on a pass fits the one that signed in. Order, letter case, accents and hyphens do
 * not count, the pass may have middle names that were not typed, and what was typed may have one more than
 * the pass (see `addsLittle`). The family name must be there in full, and one given name.
 */
export function nameFits(signedIn: string, names: readonly PersonName[]): boolean {
  const claimed = nameParts(signedIn);
  return claimed.length > 0 && names.some((name) => fits(claimed, name));
}

function fits(parts: readonly NamePart[], { family, given }: PersonName): boolean {
  const claimed = parts.map(({ word }) => word);
  const familyWords = words(family);
  const givenWords = words(given);
  const all = [...familyWords, ...givenWords];
  const isMore = isCovered(all, claimed);
  const added = new Set([...claimed.keys()].filter((i) => !isCovered([claimed[i]!], all)));
  const isLess = added.size === 0;
  // Of one part alone, each word must be on both sides.
  if (familyWords.length === 0 || givenWords.length === 0) return isMore && isLess;
  const isClaimed = (word: string) => claimed.some((one) => isSame(one, word));
  if (!familyWords.every(isClaimed) || !givenWords.some(isClaimed)) return false;
  // Somebody with one name more on each side may be somebody else.
  return isLess || (isMore && addsLittle(parts, added));
}

function isCovered(some: readonly string[], by: readonly string[]): boolean {
  if (some.length === 0) return false;
  return some.every((word) => by.some((other) => isSame(word, other) || isInitial(word, other)));
}
