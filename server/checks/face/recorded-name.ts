import { bare, isInitial, isSame, words } from '../../credentials/name-fit.ts';
import { foldName } from '../../platform/folding.ts';
import { otherForms } from '../../watchlist/matching/nicknames.ts';

/** No recorded name is longer, and every word is compared with every other. */
const maxCharacters = 200;
const maxWords = 12;
/** What people put between the words of a name: "Example, Ada M." */
const between = /[,;.()·・]+/gu;

/**
 * Whether a typed name can be that of the person recorded under the other one. Order, letter case,
 * accents and hyphens do not count, one side may have middle names or their initials that the other
 * lacks, and one of the names may be a nickname. Two words must be there in full, because what both
 * sides have must be a given and a family name; somebody recorded with one word types just that.
 */
export function fitsRecordedName(typed: string | null, recorded: string): boolean {
  if (typed === null || typed.length > 2 * maxCharacters) return false;
  const folded = foldName(typed);
  if (folded !== '' && folded === foldName(recorded)) return true;
  if (folded.length > maxCharacters) return false;
  const [given, known] = [typed, recorded].map((name) => words(name.replace(between, ' ')));
  if (!given?.length || !known?.length) return false;
  if (given.length > maxWords || known.length > maxWords) return false;
  // "Mary Ann Smith" and "Maryann Smith"; scripts without spaces.
  if (isSame(given.join(''), known.join(''))) return true;
  return fits(given, known);
}

function fits(given: readonly string[], known: readonly string[]): boolean {
  const left = { given: new Set(given.keys()), known: new Set(known.keys()) };
  /** Pairs words that are alike, each word once, and returns how many pairs there are. */
  const pair = (isAlike: (a: string, b: string) => boolean): number => {
    let pairs = 0;
    for (const i of left.given) {
      const partner = [...left.known].find((j) => isAlike(given[i] ?? '', known[j] ?? ''));
      if (partner === undefined) continue;
      left.given.delete(i);
      left.known.delete(partner);
      pairs++;
    }
    return pairs;
  };
  const same = pair((a, b) => isWhole(a) && isSame(a, b));
  // A nickname stands for a given name; the family name is the same.
  const nicknames = pair(isNickname);
  pair(isInitial);
  if (same === 0 || same + nicknames < 2) return false;
  // Somebody with one name more on each side may be somebody else.
  if (left.given.size > 0 && left.known.size > 0) return false;
  // More words than a middle name or a title must stand in the middle, or they are another name.
  const isAtEdge = left.given.has(0) || left.given.has(given.length - 1);
  return left.given.size <= 1 || !isAtEdge;
}

/** No initial. In scripts of syllables one character is a whole name. */
function isWhole(word: string): boolean {
  return !/^\p{L}\.?$/u.test(bare(word)) || /[\p{Script=Han}\p{Script=Hangul}]/u.test(word);
}

function isNickname(a: string, b: string): boolean {
  const one = bare(a);
  const other = bare(b);
  return otherForms(one).includes(other) || otherForms(other).includes(one);
}
