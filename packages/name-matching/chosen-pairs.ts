import { distance } from 'fastest-levenshtein';
import { initialsFor } from './initials.ts';
import type { NameKind } from './parse-name.ts';
import {
  countOf,
  countNames,
  onlyLeft,
  type WordPair,
  type WeightedName,
} from './weighted-name.ts';

/** No more letters than this may be wrong in the one word that is left of a name. */
const mostSlips = 2;
/** And no more of the word than this: a company is looked for with all its words. */
const mostWrong = { person: 0.3, company: 0.4 };
/** Two letters wrong are a slip in a long word only, unless two other names fit. */
const mostWrongTwice = 0.25;
/** Several words that fit as one say more than each of them. */
const worthPerWord = 0.02;

/** The best pairs that do not overlap, with the initials that stand for what is left. */
export function chosenPairs(
  asked: WeightedName,
  listed: WeightedName,
  candidates: readonly WordPair[],
  kind: NameKind,
): WordPair[] {
  const chosen: WordPair[] = [];
  let askedMask = 0;
  let listedMask = 0;
  const worth = ({ likeness, asked: mask, listed: other }: WordPair) =>
    // A particle must not take the place of a name.
    (countNames(listed.words, other) === 0 ? 0 : likeness) +
    worthPerWord * (countOf(mask) + countOf(other));
  for (const pair of [...candidates].sort((a, b) => worth(b) - worth(a))) {
    if (pair.asked & askedMask || pair.listed & listedMask) continue;
    chosen.push(pair);
    askedMask |= pair.asked;
    listedMask |= pair.listed;
  }
  const isPerson = kind === 'person';
  const most = { once: mostWrong[kind], twice: mostWrongTwice };
  if (isPerson && chosen.length > 1) most.twice = most.once;
  const last = lastPair(asked, listed, askedMask, listedMask, most);
  if (last) return [...chosen, last];
  if (!isPerson || !(asked.hasInitials || listed.hasInitials)) return chosen;
  const initials = initialsFor(
    { words: asked.words, left: ~askedMask },
    { ...listed, left: ~listedMask },
  );
  return [...chosen, ...initials];
}

/**
 * The one word that is left of each name, when all others fit: then it may be the same with more
 * wrong in it than a word alone could have.
 */
function lastPair(
  asked: WeightedName,
  listed: WeightedName,
  askedMask: number,
  listedMask: number,
  most: { once: number; twice: number },
): WordPair | null {
  const i = onlyLeft(asked.words, askedMask);
  const j = onlyLeft(listed.words, listedMask);
  if (i < 0 || j < 0) return null;
  const a = asked.words[i]!;
  const b = listed.words[j]!;
  if (a.text.length < 2 || b.text.length < 2 || a.isSyllable || a.isKnown) return null;
  if (!mayBeSlips(a.text, b.text)) return null;
  const length = Math.max(a.text.length, b.text.length);
  const wrong = distance(a.text, b.text);
  if (wrong / length > (wrong === 1 ? most.once : most.twice)) return null;
  return { asked: 1 << i, listed: 1 << j, likeness: 1 - wrong / length };
}

/** Whether one word may be the other with slips in it. */
export function mayBeSlips(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) <= mostSlips && distance(a, b) <= mostSlips;
}
