import { distance } from 'fastest-levenshtein';
import { initialsFor, lonelyInitials } from './initials.ts';
import {
  countOf,
  hasFirstFamilyName,
  isAside,
  isCoreOf,
  isMoreAsked,
  isOfSyllables,
  leftIn,
  coveredBy,
  namesIn,
  onlyLeft,
  shareOf,
  weightIn,
  type Pair,
  type Weighed,
  type WeighedName,
} from './weighed-name.ts';

/** What a score is lowered by, for persons and for companies. */
export interface ScoreRules {
  /** Per share of the weight that has no counterpart, on both sides, */
  bothSides: number;
  /** or on one side only, when the shorter name is part of the fuller one; */
  oneSide: number;
  /** when names are left on both sides, which then say different things; */
  conflict: number;
  /** when the part without counterpart is the first given name; */
  withoutLead: number;
  /** when it is the first of several family names; */
  withoutFamily: number;
  /** and by what is lacking, when the name is complete and when parts of it are missing. */
  enoughWhenComplete: number;
  enoughWhenCore: number;
  enough: number;
  lackWhenComplete: number;
  lackOfEvidence: number;
  /** What does not fit counts less when no part is farther from its counterpart than by a slip. */
  slightDoubt: number;
  /** How much of a word may be wrong when the rest of a name fits. */
  mostWrong: number;
}

export const personRules: ScoreRules = {
  bothSides: 0.9,
  oneSide: 0.12,
  conflict: 0.05,
  withoutLead: 0.15,
  withoutFamily: 0.1,
  enoughWhenComplete: 1,
  enoughWhenCore: 1.25,
  enough: 1.4,
  lackWhenComplete: 0.3,
  lackOfEvidence: 0.45,
  slightDoubt: 0.87,
  mostWrong: 0.3,
};

/** A word more makes another company; nobody is looked for by initials. */
export const companyRules: ScoreRules = {
  bothSides: 0.9,
  oneSide: 0.6,
  conflict: 0.05,
  withoutLead: 0,
  withoutFamily: 0,
  enoughWhenComplete: 0.7,
  enoughWhenCore: 0.7,
  enough: 0.7,
  lackWhenComplete: 0.3,
  lackOfEvidence: 0.3,
  slightDoubt: 0.7,
  mostWrong: 0.4,
};

/** What does not fit counts so much more when parts are missing; */
const moreDoubt = 2;
const slightly = 0.74;
/** And less where only middle names are left out as well: the slip is then all that there is to doubt. */
const slightCoreDoubt = 0.75;
/** A name is complete when no more than a particle lacks a counterpart. */
const nearlyAll = 0.93;
/** A listed name that says so much is found whatever names more were asked for beside it. */
const enoughToStandAlone = 1;
/** Two letters wrong are a slip in a long word only, unless two other names fit. */
const mostWrongTwice = 0.25;
/** "Su Yong" is another name than "Yong Su". */
const mixedSyllables = 0.15;
/** What one name of a company says in brackets. */
const onlyAside = 0.12;

export interface Score {
  /** From 0 to 1. */
  score: number;
  /** Every word of the listed name was asked for, letter by letter. */
  isExact: boolean;
}

/** Score of two names, from the pairs of their parts that may be the same. */
export function scoreOf(
  asked: WeighedName,
  listed: WeighedName,
  pairs: readonly Pair[],
  rules: ScoreRules,
): Score {
  const isPerson = rules === personRules;
  const chosen = chosenPairs(asked, listed, pairs, rules);
  let weight = 0;
  let fit = 0;
  for (const pair of chosen) {
    const said = weightIn(listed.words, pair.listed);
    // A given and a family name that are written as one say as much as the two.
    const isBoth = isPerson && pair.likeness > 0.99 && isJoinedCore(listed, pair.listed);
    const own = isBoth ? said : Math.min(weightIn(asked.words, pair.asked), said);
    weight += own;
    fit += own * pair.likeness;
  }
  if (weight === 0) return none;
  let covered = [coveredBy(chosen, 'asked'), coveredBy(chosen, 'listed')] as const;
  // One word alone names nobody, unless it is all that is known of both.
  const names = chosen.filter(
    ({ isInitial, asked: a, listed: b }) =>
      !isInitial && namesIn(asked.words, a) + namesIn(listed.words, b) > 0,
  ).length;
  const isByInitials = names < 2 && chosen.some(({ isInitial }) => isInitial);
  // Nor does an initial beside names of which none is written as listed.
  if (chosen.some(({ isInitial }) => isInitial) && chosen.every(isVague)) return none;
  if (isByInitials) {
    if (!isSureWithInitials(asked, listed, chosen)) return none;
    covered = [
      covered[0] | lonelyInitials(asked.words, covered[0]),
      covered[1] | lonelyInitials(listed.words, covered[1]),
    ];
  }
  const shares = [shareOf(asked.words, covered[0]), shareOf(listed.words, covered[1])] as const;
  const less = Math.min(...shares);
  const more = Math.max(...shares);
  const isAll = isWhole(listed, covered[1], chosen);
  const isNamed = names > 1 || chosen.some(({ listed: mask }) => isJoinedCore(listed, mask));
  if (isPerson && !isNamed && less <= nearlyAll && !isAll) return none;
  const likeness = fit / weight;
  const isMore = isAll && isMoreAsked(asked, covered[0]);
  const areSyllables = isOfSyllables(asked, covered[0]);
  const isThere = isAll && !(isMore && (areSyllables || !isPerson));
  const isExact =
    (isThere && !(isMore && isCommonWithMiddle(asked, listed, covered[0]))) ||
    (isPerson && isRareCore(asked, listed, chosen));
  if (less === 1 && likeness > 0.99) return { score: likeness, isExact: isExact || likeness === 1 };
  // Words more take nothing from a name that is all there: somebody may have put them in.
  if (isThere && !isMore) return { score: 1 - rules.oneSide * (1 - shares[1]), isExact };
  if (isThere && fit >= enoughToStandAlone) {
    return { score: 1 - rules.oneSide * (1 - less), isExact };
  }
  const left = [leftIn(asked, covered[0]), leftIn(listed, covered[1])] as const;
  const hasLeads = covered[0] & (1 << asked.lead) && covered[1] & (1 << listed.lead);
  const isComplete = less > nearlyAll;
  const isCore =
    isPerson && more > nearlyAll && isCoreOf(asked, covered[0]) && isCoreOf(listed, covered[1]);
  const needed = isComplete
    ? rules.enoughWhenComplete
    : isCore
      ? rules.enoughWhenCore
      : rules.enough;
  const isSlight = chosen.every((pair) => pair.likeness >= slightly);
  // A slip counts once: as doubt. Whoever leaves the middle name out is not less who it is.
  const isSlip = isCore && !isComplete && chosen.every((pair) => isOneSlip(pair, asked, listed));
  const evidence = isSlip ? weight : fit;
  const lack =
    Math.max(0, needed - evidence) * (isComplete ? rules.lackWhenComplete : rules.lackOfEvidence);
  let oneSide = rules.oneSide;
  // One syllable more is another name, one place more is hardly another company.
  if (isPerson && areSyllables && (left[0].length > 0 || left[1].length > 0))
    oneSide = rules.bothSides;
  if (!isPerson && isAside(asked, covered[0]) && isAside(listed, covered[1])) oneSide = onlyAside;
  const isMixed = isPerson && areSyllables && !isInOrder(chosen);
  const conflict = left[0].length > 0 && left[1].length > 0 ? rules.conflict : 0;
  const lead = hasLeads ? 0 : rules.withoutLead / Math.max(1, fit - 1);
  const hasFamily = hasFirstFamilyName(asked, covered[0]) && hasFirstFamilyName(listed, covered[1]);
  const order = lead + (hasFamily ? 0 : rules.withoutFamily);
  const missing =
    rules.bothSides * (1 - more) +
    oneSide * (1 - less) +
    conflict +
    order +
    (isMixed ? mixedSyllables : 0);
  const doubt =
    (1 - likeness) * doubtFactor(isPerson, { isComplete, isCore, isSlight, isSlip }, rules);
  return { score: Math.max(0, 1 - doubt - missing - lack), isExact };
}

/** Whether no more than one letter is wrong in it. */
function isOneSlip(pair: Pair, asked: WeighedName, listed: WeighedName): boolean {
  const [a, b] = [textIn(asked, pair.asked), textIn(listed, pair.listed)];
  return (1 - pair.likeness) * b.length <= oneLetter || distance(a, b) <= 1;
}
const oneLetter = 1.15;

function textIn({ words }: WeighedName, mask: number): string {
  return words.reduce((text, word, i) => (mask & (1 << i) ? text + word.text : text), '');
}

/** Whether these words of a listed name, written as one, are its first given name and its family name. */
function isJoinedCore(listed: WeighedName, mask: number): boolean {
  return namesIn(listed.words, mask) > 1 && isCoreOf(listed, mask);
}

/**
 * Whether all that was asked for stands in the listed name letter by letter, the first given name and a
 * family name that few bear among it: a birth date that was typed says little against that.
 */
function isRareCore(asked: WeighedName, listed: WeighedName, chosen: readonly Pair[]): boolean {
  if (!chosen.every((pair) => pair.likeness > 0.99 && !pair.isInitial)) return false;
  const covered = coveredBy(chosen, 'listed');
  const isRare = listed.words.every(({ isKnown }, i) => !isKnown || !(listed.family & (1 << i)));
  const isAsked = leftIn(asked, coveredBy(chosen, 'asked')).length === 0;
  return isAsked && isRare && isJoinedCore(listed, covered);
}

/** By how much counts what does not fit. */
function doubtFactor(
  isPerson: boolean,
  of: { isComplete: boolean; isCore: boolean; isSlight: boolean; isSlip: boolean },
  { slightDoubt }: ScoreRules,
): number {
  if (isPerson && !of.isComplete && !of.isCore) return moreDoubt;
  if (of.isSlip) return slightCoreDoubt;
  return of.isSlight ? slightDoubt : 1;
}

/**
 * Whether all words of the listed name are ones that many bear, and only given names were asked for
 * beside them: "Mark Albert Taylor" is seldom the "Taylor, Mark" of a list, and a birth date may say so.
 */
function isCommonWithMiddle(asked: WeighedName, listed: WeighedName, covered: number): boolean {
  return (
    listed.words.every(({ isParticle, isKnown }) => isParticle || isKnown) &&
    leftIn(asked, covered).every(({ isGiven }) => isGiven)
  );
}

const none: Score = { score: 0, isExact: false };

/** Whether the words follow each other as listed, but for the family name, first or last. */
function isInOrder(pairs: readonly Pair[]): boolean {
  const places = [...pairs].sort((a, b) => a.asked - b.asked).map(({ listed }) => listed);
  const steps = places.filter((place, i) => place > places[(i + 1) % places.length]!);
  return steps.length <= 1;
}

function isVague({ isInitial, likeness }: Pair): boolean {
  return isInitial === true || likeness < sureLikeness;
}

/** An initial says little: what is beside it has to be a rare family name, written as listed. */
function isSureWithInitials(
  asked: WeighedName,
  listed: WeighedName,
  chosen: readonly Pair[],
): boolean {
  return chosen.every(({ isInitial, likeness, asked: a, listed: b }) => {
    if (isInitial || namesIn(listed.words, b) === 0) return true;
    const weight = Math.min(weightIn(asked.words, a), weightIn(listed.words, b));
    return likeness >= sureLikeness && weight >= sureWeight;
  });
}
const sureLikeness = 0.97;
const sureWeight = 0.6;

/** Whether each word of a listed name, of two or more, has its like in what was asked for. */
function isWhole({ words }: WeighedName, covered: number, chosen: readonly Pair[]): boolean {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    if (words[i]!.isParticle) continue;
    // Most names fail here, at once.
    if (!(covered & (1 << i))) return false;
    // "Abd al-Rahman" is one name.
    if (words[i]!.text !== 'abd') count++;
  }
  if (count < 2) return false;
  const same = chosen.filter(({ likeness, isInitial }) => likeness > 0.99 && !isInitial);
  return namesIn(words, ~coveredBy(same, 'listed')) === 0;
}

/** The best pairs that do not overlap, with the initials that stand for what is left. */
function chosenPairs(
  { words: asked, hasInitials }: WeighedName,
  { words: listed, lead, family, hasInitials: areListed }: WeighedName,
  pairs: readonly Pair[],
  rules: ScoreRules,
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
  const last = lastPair(
    asked,
    listed,
    askedMask,
    listedMask,
    rules === personRules && chosen.length > 1,
    rules,
  );
  if (last) return [...chosen, last];
  if (rules !== personRules || !(hasInitials || areListed)) return chosen;
  const initials = initialsFor(
    { words: asked, left: ~askedMask },
    { words: listed, left: ~listedMask, lead, family },
  );
  return [...chosen, ...initials];
}

/**
 * The one word that is left of each name, when all others fit: then it may be the same with more
 * wrong in it than a word alone could have.
 */
function lastPair(
  asked: readonly Weighed[],
  listed: readonly Weighed[],
  askedMask: number,
  listedMask: number,
  areMany: boolean,
  { mostWrong }: ScoreRules,
): Pair | null {
  const i = onlyLeft(asked, askedMask);
  const j = onlyLeft(listed, listedMask);
  if (i < 0 || j < 0) return null;
  const a = asked[i]!;
  const b = listed[j]!;
  if (a.text.length < 2 || b.text.length < 2 || a.isSyllable || a.isKnown) return null;
  const length = Math.max(a.text.length, b.text.length);
  if (!mayBeSlips(a.text, b.text)) return null;
  const wrong = distance(a.text, b.text);
  const mostShare = wrong === 1 || areMany ? mostWrong : mostWrongTwice;
  if (wrong > mostSlips || wrong / length > mostShare) return null;
  return { asked: 1 << i, listed: 1 << j, likeness: 1 - wrong / length };
}

/** Whether one word may be the other with slips in it: no more in what is left than this. */
export function mayBeSlips(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) <= mostSlips && distance(a, b) <= mostSlips;
}
const mostSlips = 2;
