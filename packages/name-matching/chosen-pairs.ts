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

/** Maximum wrong letters in the only unpaired word of each name. */
const mostSlips = 2;
/** Maximum wrong share of that word. A company may have more, because its whole name is compared. */
const mostWrong = { person: 0.3, company: 0.4 };
/** Two wrong letters are a typing error only in a long word, unless two other names fit. */
const mostWrongTwice = 0.25;
/** Several words that match as one count for more than each alone. */
const worthPerWord = 0.02;

/** Returns the best pairs that do not overlap, and the initials for the remaining words. */
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
    // A pair of particles must not replace a pair of names.
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
 * Pairs the only remaining word of each name when all others fit. It may then contain more errors than a word in
 * another place.
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

/** Whether two words may differ only by typing errors. */
export function mayBeSlips(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) <= mostSlips && distance(a, b) <= mostSlips;
}
