import { NameComparison } from './comparison.ts';
import type { NameKind } from './parse-name.ts';
import { scoreRules, type Deduction } from './score-rules.ts';
import type { WordPair, WeightedName } from './weighted-name.ts';

export interface NameScore {
  /** From 0 to 1. */
  score: number;
  /** Every word of the listed name was asked for, letter by letter. */
  isExact: boolean;
  /** What was taken off for saying little: a birth date that agrees says the rest. */
  commonness: number;
  /** The names of the rules by which it came about. */
  rules: readonly string[];
}

/** Score of two names, from the pairs of their parts that may be the same. */
export function scoreNames(
  asked: WeightedName,
  listed: WeightedName,
  candidates: readonly WordPair[],
  kind: NameKind,
): NameScore {
  const names = new NameComparison(asked, listed, candidates, kind);
  const { refusals, certainties, doubt, missing, lack } = scoreRules[kind];
  const refusal = refusals.find(({ applies }) => applies(names));
  if (refusal) return { score: 0, isExact: false, commonness: 0, rules: [refusal.name] };
  const isExact = isSameName(names, kind);
  const certainty = certainties.find(({ applies }) => applies(names));
  if (certainty) {
    const score = certainty.score(names);
    const isSame = isExact || (score === 1 && !names.isOfMany);
    return { score, isExact: isSame, commonness: 0, rules: [certainty.name] };
  }
  const rules: string[] = [];
  const off = (alternatives: readonly Deduction[]) => {
    const rule = alternatives.find(({ applies }) => !applies || applies(names));
    const taken = rule?.off(names) ?? 0;
    if (rule && taken > 0) rules.push(rule.name);
    return taken;
  };
  const doubtful = off(doubt);
  const withoutCounterpart = missing.reduce((sum, alternatives) => sum + off(alternatives), 0);
  const commonness = off(lack);
  const score = Math.max(0, 1 - doubtful - withoutCounterpart - commonness);
  return { score, isExact, commonness, rules };
}

/** Whether a typed birth date does not clear the visitor. */
function isSameName(names: NameComparison, kind: NameKind): boolean {
  if (kind === 'company') return names.isWhole && !names.isMoreAsked;
  if (names.isRareCore) return true;
  if (!names.isWhole || names.isOfMany) return false;
  return !names.isMoreAsked || !(names.isOfSyllables || names.isCommonWithMiddle);
}
