import type { ParsedName } from './parse-name.ts';
import { isKoreanSyllable, isPinyin } from './romanisations.ts';
import { isRole } from './words.ts';

/** One word of a name in a comparison. */
export interface WeightedWord {
  text: string;
  isParticle: boolean;
  /** Whether it is a Chinese or Korean syllable: one more makes another name, and many are written alike. */
  isSyllable?: boolean;
  /** Whether it is a common name, and so hardly a misspelling of another. */
  isKnown?: boolean;
  /** Whether many entries of the list have it. */
  isCommon?: boolean;
  isGiven?: boolean;
  /** Only in a query: whether some name of the list has the same letters. */
  isListed?: boolean;
  /** Only in a query: words with the same number had only a sign between them. */
  token?: number | null;
  /** How much the word identifies, from 0 to 1: a rare surname much, "Mohammed" or "de" little. */
  weight: number;
}

/** A part of the query that may be a part of the listed name. */
export interface WordPair {
  asked: number;
  listed: number;
  likeness: number;
  isInitial?: boolean;
}

/** A name with the roles of its words. */
export interface WeightedName extends Omit<ParsedName, 'words'> {
  words: readonly WeightedWord[];
  hasInitials: boolean;
}

/** Whether the first given name and a family name are paired: people who omit names still give these. */
export function isCoreOf({ lead, family }: WeightedName, covered: number): boolean {
  return (covered & (1 << lead)) !== 0 && (covered & family) !== 0;
}

/** Whether the first given name and the whole family name are paired. */
export function isWholeCoreOf({ lead, family }: WeightedName, covered: number): boolean {
  const core = family | (1 << lead);
  return (covered & core) === core;
}

/**
 * Whether these are two syllables of a hyphenated given name, which is one name: "Young-chul". The query must have
 * another name too. Otherwise, signs between the words would hide a listed name.
 */
export function isOneGivenName(asked: WeightedName, pairs: readonly WordPair[]): boolean {
  const mask = coveredBy(pairs, 'asked');
  const [one, other, ...more] = asked.words.filter((_, i) => mask & (1 << i));
  if (!one || !other || more.length > 0 || pairs.length !== 2) return false;
  const isSyllable = ({ text }: WeightedWord) => isKoreanSyllable(text) || isPinyin(text);
  const isHyphenated = one.token != null && one.token === other.token;
  return (
    isHyphenated &&
    (mask & asked.family) === 0 &&
    isSyllable(one) &&
    isSyllable(other) &&
    isMoreAsked(asked, mask)
  );
}

const sonOf = new Set(['bin', 'ibn', 'ben', 'bint', 'ould', 'wuld']);

/** Returns the names before and after "bin", one bit each. */
export function generationsIn(
  words: readonly WeightedWord[],
): { son: number; father: number } | null {
  const at = words.findIndex(({ text, isParticle }) => isParticle && sonOf.has(text));
  const son = words.findLastIndex(({ isParticle }, i) => i < at && !isParticle);
  const father = words.findIndex(({ isParticle }, i) => i > at && !isParticle);
  return at < 0 || son < 0 || father < 0 ? null : { son: 1 << son, father: 1 << father };
}

/** Whether only text in brackets is left. */
export function isAside({ words, asides }: WeightedName, covered: number): boolean {
  return words.every(({ isParticle }, i) => isParticle || ((covered | asides) & (1 << i)) !== 0);
}

/** Returns the names without a counterpart, initials included. */
export function leftIn({ words }: WeightedName, covered: number): WeightedWord[] {
  return words.filter(
    ({ isParticle, text }, i) => !(covered & (1 << i)) && !isParticle && !isRole(text),
  );
}

/** Whether the query has more names than these. Initials and words that are hardly names do not count. */
export function isMoreAsked({ words }: WeightedName, covered: number): boolean {
  return words.some(
    ({ text, isParticle }, i) =>
      !(covered & (1 << i)) && !isParticle && text.length > 1 && !isRole(text),
  );
}

export function isOfSyllables({ words }: WeightedName, covered: number): boolean {
  return words.every(({ isSyllable }, i) => !(covered & (1 << i)) || isSyllable);
}

/** Returns the place of the only unpaired name; -1 when there is none, or when there are several. */
export function onlyLeft(words: readonly WeightedWord[], mask: number): number {
  let found = -1;
  for (let i = 0; i < words.length; i++) {
    if (mask & (1 << i) || words[i]!.isParticle) continue;
    if (found >= 0) return -1;
    found = i;
  }
  return found;
}

export function coveredBy(pairs: readonly WordPair[], side: 'asked' | 'listed'): number {
  return pairs.reduce((mask, pair) => mask | pair[side], 0);
}

export function weightIn(words: readonly WeightedWord[], mask: number): number {
  let weight = 0;
  for (const [i, word] of words.entries()) if (mask & (1 << i)) weight += word.weight;
  return weight;
}

/** Returns the share of a name's weight that these words have. */
export function shareOf(words: readonly WeightedWord[], mask: number): number {
  const all = weightIn(words, -1);
  return all === 0 ? 1 : weightIn(words, mask) / all;
}

/** Returns how many of these words are not particles. */
export function countNames(words: readonly WeightedWord[], mask: number): number {
  return words.filter(({ isParticle }, i) => mask & (1 << i) && !isParticle).length;
}

export function countOf(mask: number): number {
  let count = 0;
  for (let bits = mask; bits; bits &= bits - 1) count++;
  return count;
}
