import { NameComparison } from './comparison.ts';
import type { NameKind } from './parse-name.ts';
import { scoreRules, type Deduction } from './score-rules.ts';
import type { WordPair, WeightedName } from './weighted-name.ts';

export interface NameScore {
  /** From 0 to 1. */
  score: number;
  /** Whether the query contains every word of the listed name, letter for letter. */
  isExact: boolean;
  /** The deduction for saying little, which a matching birth date makes up for. */
  commonness: number;
  /** The names of the applied rules. */
  rules: readonly string[];
}

/** Scores two names from the possible pairs of their parts. */
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

/** Whether the name is so certain that a typed birth date cannot clear the visitor. */
function isSameName(names: NameComparison, kind: NameKind): boolean {
  if (kind === 'company') return names.isWhole && !names.isMoreAsked;
  if (names.isRareCore) return true;
  if (!names.isWhole || names.isOfMany) return false;
  return !names.isMoreAsked || !(names.isOfSyllables || names.isCommonWithMiddle);
}
