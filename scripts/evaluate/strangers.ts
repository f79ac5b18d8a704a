import type { AllComparisons } from './compare-all.ts';
import { rateOf, type Rate } from './intervals.ts';
import { reaching, thresholdAt, type Scores } from './scores.ts';
import { modelledRate, modelledThreshold, tailOf } from './tail.ts';

/** False matches among strangers who have something in common, single images. */
export interface StrangersMeasurement {
  kind: 'all' | 'within source' | 'across sources' | 'within group';
  /** Of the source or group. */
  name: string;
  comparisons: number;
  highest: number;
  mean: number;
  deviation: number;
  /** FMR at the threshold in use, counted; null where there is none. */
  atThreshold: Rate | null;
  /** The same from the modelled tail: a guess beyond what was counted. */
  modelledAtThreshold: number | null;
  points: { falseMatchRate: number; counted: number | null; modelled: number | null }[];
}

const wanted = [1e-2, 1e-3, 1e-4, 1e-5];

export function measureStrangers(
  all: AllComparisons,
  threshold: number | null,
): StrangersMeasurement[] {
  const lists: [StrangersMeasurement['kind'], string, Scores][] = [
    ['all', '', all.impostor],
    ...[...all.withinSource].map(([name, scores]) => named('within source', name, scores)),
    ...(all.withinSource.size > 1 ? [named('within source', 'any', all.withinAnySource)] : []),
    ...(all.acrossSources.length > 0 ? [named('across sources', '', all.acrossSources)] : []),
    ...[...all.withinGroup].map(([name, scores]) => named('within group', name, scores)),
  ];
  return lists
    .filter(([, , scores]) => scores.length > 0)
    .map(([kind, name, scores]) => ({ kind, name, ...measureList(scores, threshold) }));
}

function named(
  kind: StrangersMeasurement['kind'],
  name: string,
  scores: Scores,
): [StrangersMeasurement['kind'], string, Scores] {
  return [kind, name, scores];
}

function measureList(scores: Scores, threshold: number | null) {
  const tail = tailOf(scores);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  return {
    comparisons: scores.length,
    highest: scores[0]!,
    mean,
    deviation: Math.sqrt(variance),
    atThreshold: threshold === null ? null : rateOf(reaching(scores, threshold), scores.length),
    modelledAtThreshold: tail && threshold !== null ? modelledRate(tail, threshold) : null,
    points: wanted.map((falseMatchRate) => ({
      falseMatchRate,
      counted: falseMatchRate * scores.length >= 1 ? thresholdAt(scores, falseMatchRate) : null,
      modelled: tail && modelledThreshold(tail, falseMatchRate),
    })),
  };
}
