import { initialsFor, lonelyInitials, type Weighed, type Pair } from './initials.ts';
import { isRole } from './words.ts';

/** A name with what the order of its words tells. */
export interface WeighedName {
  words: readonly Weighed[];
  /** The place of the first given name: people leave out the names after it, seldom it. */
  lead: number;
}

/** What a score is lowered by: per share of the weight that has no counterpart, on both sides, */
const bothSides = 0.9;
/** or on one side only, when the shorter name is part of the fuller one; */
const oneSide = 0.12;
/** what does not fit counts so much more then; */
const moreDoubt = 2;
/** less, in a complete name of which no part is farther from its counterpart than by a slip; */
const slightDoubt = 0.87;
const slightly = 0.74;
/** when the part without counterpart is the first given name; */
const withoutLead = 0.15;
/** and by what is lacking, when parts are missing or spelled differently and the rest says little. */
/** A name is complete when no more than a particle lacks a counterpart. */
const nearlyAll = 0.93;
const enoughEvidence = 1.4;
const enoughWhenComplete = 1;
const lackOfEvidence = 0.3;

/** A listed name that says so much is found whatever names more were asked for beside it. */
const enoughToStandAlone = 1;

export interface Score {
  /** From 0 to 1. */
  score: number;
  /** Every word of the listed name was asked for, letter by letter. */
  isExact: boolean;
}

/** Score of two names, from the pairs of their parts that may be the same. */
export function scoreOf(asked: WeighedName, listed: WeighedName, pairs: readonly Pair[]): Score {
  const chosen = chosenPairs(asked, listed, pairs);
  let weight = 0;
  let fit = 0;
  for (const pair of chosen) {
    const own = Math.min(weightIn(asked.words, pair.asked), weightIn(listed.words, pair.listed));
    weight += own;
    fit += own * pair.likeness;
  }
  if (weight === 0) return none;
  let covered = [maskOf(chosen, 'asked'), maskOf(chosen, 'listed')] as const;
  // One word alone names nobody, unless it is all that is known of both.
  const names = chosen.filter(
    ({ isInitial, asked: a, listed: b }) =>
      !isInitial && namesIn(asked.words, a) + namesIn(listed.words, b) > 0,
  ).length;
  const isByInitials = names < 2 && chosen.some(({ isInitial }) => isInitial);
  if (isByInitials) {
    covered = [
      covered[0] | lonelyInitials(asked.words, covered[0]),
      covered[1] | lonelyInitials(listed.words, covered[1]),
    ];
  }
  const shares = [shareOf(asked.words, covered[0]), shareOf(listed.words, covered[1])] as const;
  const less = Math.min(...shares);
  const more = Math.max(...shares);
  const isAll = isWhole(listed, covered[1], chosen);
  if (names < 2 && less <= nearlyAll && !isAll) return none;
  const likeness = fit / weight;
  const isMore = isAll && isMoreAsked(asked, covered[0]);
  const isExact = isAll && !(isMore && isOfSyllables(asked, covered[0]));
  if (less === 1 && likeness > 0.99) return { score: likeness, isExact: isExact || likeness === 1 };
  // Words more take nothing from a name that is all there: somebody may have put them in.
  if (isExact && !isMore) return { score: 1 - oneSide * (1 - shares[1]), isExact };
  if (isExact && fit >= enoughToStandAlone) return { score: 1 - oneSide * (1 - less), isExact };
  const hasLeads = covered[0] & (1 << asked.lead) && covered[1] & (1 << listed.lead);
  const isComplete = less > nearlyAll;
  const needed = isComplete ? enoughWhenComplete : enoughEvidence;
  const lack = Math.max(0, needed - fit) * lackOfEvidence;
  const missing = bothSides * (1 - more) + oneSide * (1 - less) + (hasLeads ? 0 : withoutLead);
  const isSlight = chosen.every((pair) => pair.likeness >= slightly);
  const doubt = (1 - likeness) * (isComplete ? (isSlight ? slightDoubt : 1) : moreDoubt);
  return { score: Math.max(0, 1 - doubt - missing - lack), isExact };
}

const none: Score = { score: 0, isExact: false };

/** Whether each word of a listed name, of two or more, has its like in what was asked for. */
function isWhole({ words }: WeighedName, covered: number, chosen: readonly Pair[]): boolean {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    if (words[i]!.isParticle) continue;
    // Most names fail here, at once.
    if (!(covered & (1 << i))) return false;
    count++;
  }
  if (count < 2) return false;
  const same = chosen.filter(({ likeness, isInitial }) => likeness > 0.99 && !isInitial);
  return namesIn(words, ~maskOf(same, 'listed')) === 0;
}

/** Whether more names were asked for than these; initials and what is hardly a name do not count. */
function isMoreAsked({ words }: WeighedName, covered: number): boolean {
  return words.some(
    ({ text, isParticle }, i) =>
      !(covered & (1 << i)) && !isParticle && text.length > 1 && !isRole(text),
  );
}

function isOfSyllables({ words }: WeighedName, covered: number): boolean {
  return words.every(({ isSyllable }, i) => !(covered & (1 << i)) || isSyllable);
}

/** The best pairs that do not overlap, with the initials that stand for what is left. */
function chosenPairs(
  { words: asked }: WeighedName,
  { words: listed, lead: listedLead }: WeighedName,
  pairs: readonly Pair[],
): Pair[] {
  const chosen: Pair[] = [];
  let askedMask = 0;
  let listedMask = 0;
  const worth = ({ likeness, asked: mask, listed: other }: Pair) =>
    // Several words that fit as one say more than each; a particle must not take the place of a name.
    (namesIn(listed, other) === 0 ? 0 : likeness) + 0.02 * (countOf(mask) + countOf(other));
  for (const pair of [...pairs].sort((a, b) => worth(b) - worth(a))) {
    if (pair.asked & askedMask || pair.listed & listedMask) continue;
    chosen.push(pair);
    askedMask |= pair.asked;
    listedMask |= pair.listed;
  }
  const initials = initialsFor(
    { words: asked, left: ~askedMask },
    { words: listed, left: ~listedMask, lead: listedLead },
  );
  return [...chosen, ...initials];
}

function maskOf(pairs: readonly Pair[], side: 'asked' | 'listed'): number {
  return pairs.reduce((mask, pair) => mask | pair[side], 0);
}

function weightIn(words: readonly Weighed[], mask: number): number {
  let weight = 0;
  for (const [i, word] of words.entries()) if (mask & (1 << i)) weight += word.weight;
  return weight;
}

/** How much of the weight of a name these words have. */
function shareOf(words: readonly Weighed[], mask: number): number {
  const all = weightIn(words, -1);
  return all === 0 ? 1 : weightIn(words, mask) / all;
}

/** How many of these words are more than particles. */
function namesIn(words: readonly Weighed[], mask: number): number {
  return words.filter(({ isParticle }, i) => mask & (1 << i) && !isParticle).length;
}

function countOf(mask: number): number {
  let count = 0;
  for (let bits = mask; bits; bits &= bits - 1) count++;
  return count;
}
