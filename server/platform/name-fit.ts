import type { PersonName } from '../../packages/health-pass/index.ts';
import { addsLittle, isInitial, isSame, nameParts, words, type NamePart } from './name-words.ts';

/**
 * Whether a name on a pass or a document fits the typed name. Order, letter case, accents and hyphens do not matter. It
 * may have middle names that were not typed. The typed name may have one more name (see `addsLittle`). The whole family
 * name and one given name must match.
 *
 * A rule apart from `fitsRecordedName`: a document says which words are the family name, and has no nicknames.
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
  // When the pass has only one name part, both sides must have the same words.
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
