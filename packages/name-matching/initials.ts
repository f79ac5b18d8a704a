import { likenesses } from './likeness.ts';
import type { WordPair, WeightedWord } from './weighted-name.ts';

interface Side {
  words: readonly WeightedWord[];
  /** The unpaired words, one bit each. */
  left: number;
}

/** Pairs the remaining words of two names when one side has only the first letter. */
export function initialsFor(
  asked: Side,
  listed: Side & { lead: number; family: number },
): WordPair[] {
  const found: WordPair[] = [];
  let { left: askedLeft } = asked;
  let { left: listedLeft } = listed;
  const areListed = listed.words.some(({ text }) => text.length === 1);
  for (const [i, a] of asked.words.entries()) {
    if (!(askedLeft & (1 << i)) || (a.text.length > 1 && !areListed)) continue;
    // "S." is no first name in "I. S. Petrov" or "Ivan S. Petrov", because a name comes before it.
    // In "Petrov I. S.", the first name is "I.".
    const canBeLead =
      namesBefore(asked.words, i, askedLeft) === 0 && !isInTheMiddle(asked.words, i);
    const j = listed.words.findIndex(
      (b, at) =>
        listedLeft & (1 << at) &&
        isInitialOf(a, b) &&
        !b.isParticle &&
        // Nobody abbreviates the family name. Only a comma shows which word that is.
        (listed.lead === 0 || !(listed.family & (1 << at))) &&
        (canBeLead || at !== listed.lead),
    );
    if (j < 0) continue;
    const pair = {
      asked: maskAt(asked.words, i, askedLeft),
      listed: maskAt(listed.words, j, listedLeft),
    };
    found.push({ ...pair, likeness: likenesses.initial, isInitial: true });
    askedLeft &= ~pair.asked;
    listedLeft &= ~pair.listed;
  }
  // Two matching letters are less likely to match by chance.
  if (found.length < 2) return found;
  return found.map((pair) => ({ ...pair, likeness: likenesses.severalInitials }));
}

/** Returns initials without a counterpart: many lists have no middle names, and many people give none. */
export function lonelyInitials(words: readonly WeightedWord[], covered: number): number {
  let mask = 0;
  for (const [i, { text }] of words.entries()) {
    if (text.length === 1 && !(covered & (1 << i))) mask |= 1 << i;
  }
  return mask;
}

/** Returns a word's mask. "Abd" includes the following name, because both are one name: "A." is "Abd al-Rahman". */
function maskAt(words: readonly WeightedWord[], at: number, left: number): number {
  let mask = 1 << at;
  if (words[at]?.text !== 'abd') return mask;
  let next = at + 1;
  while (words[next]?.isParticle) mask |= 1 << next++;
  return next < words.length && left & (1 << next) ? mask | (1 << next) : mask;
}

function isInTheMiddle(words: readonly WeightedWord[], at: number): boolean {
  const isFull = ({ text, isParticle }: WeightedWord) => text.length > 1 && !isParticle;
  return words.slice(0, at).some(isFull) && words.slice(at + 1).some(isFull);
}

/** Returns the number of unpaired names before this one. */
function namesBefore(words: readonly WeightedWord[], at: number, left: number): number {
  return words.slice(0, at).filter(({ isParticle }, i) => left & (1 << i) && !isParticle).length;
}

function isInitialOf(a: WeightedWord, b: WeightedWord): boolean {
  if (a.isSyllable) return false;
  return (a.text.length === 1 || b.text.length === 1) && a.text[0] === b.text[0];
}
