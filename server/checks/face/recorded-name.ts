import { foldName } from '../../platform/text.ts';
import {
  addsLittle,
  bare,
  isInitial,
  isSame,
  isWhole,
  nameParts,
  type NamePart,
} from '../../platform/name-words.ts';
import { otherForms } from '../../../packages/name-matching/index.ts';

/** Limits the work, because every word is compared with every other. Recorded names are shorter. */
const maxCharacters = 200;
const maxWords = 12;
/**
 * Whether a typed name can be that of the person with the recorded name. Order, letter case, accents and hyphens do
 * not matter. The recorded name may have more names than the typed one. The typed name may have one more name (see
 * `addsLittle`), and one name may be a nickname. Two words must match in full, because both sides need a given and a
 * family name. A person who is recorded with one word types only that word.
 */
export function fitsRecordedName(typed: string | null, recorded: string): boolean {
  if (typed === null || typed.length > 2 * maxCharacters) return false;
  const folded = foldName(typed);
  if (folded !== '' && folded === foldName(recorded)) return true;
  if (folded.length > maxCharacters) return false;
  const [given, known] = [nameParts(typed), nameParts(recorded)];
  if (given.length === 0 || given.length > maxWords || known.length > maxWords) return false;
  // "Mary Ann Smith" and "Maryann Smith"; also scripts without spaces.
  if (isSame(joined(given), joined(known))) return true;
  return fits(given, known);
}

function joined(parts: readonly NamePart[]): string {
  return parts.map(({ word }) => word).join('');
}

function fits(given: readonly NamePart[], known: readonly NamePart[]): boolean {
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
