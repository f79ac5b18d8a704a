import { comparisonsFor, rateOf, type Rate } from './rates.ts';
import { reaching, thresholdAt, type Scores } from './scores.ts';

/** Results when strangers are accepted at this rate. */
export interface OperatingPoint {
  falseMatchRate: number;
  /** Lowest score at which two samples count as one person's. */
  threshold: number;
  /** Accepted genuine comparisons (TAR); samples without a template are left out. */
  passed: Rate;
  /** Whether there are enough comparisons to show this rate (rule of three). */
  shown: boolean;
}

export const falseMatchRates = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;

export function operatingPoints(genuine: Scores, impostor: Scores): OperatingPoint[] {
  return falseMatchRates.map((falseMatchRate) => {
    const threshold = thresholdAt(impostor, falseMatchRate);
    return {
      falseMatchRate,
      threshold,
      passed: rateOf(reaching(genuine, threshold), genuine.length),
      shown: impostor.length >= comparisonsFor(falseMatchRate),
    };
  });
}

/** One point of a DET curve. */
export interface ErrorRates {
  threshold: number;
  falseMatchRate: number;
  falseNonMatchRate: number;
}

/** The point where both error rates are equal or closest. */
export function equalErrorRate(genuine: Scores, impostor: Scores): ErrorRates | null {
  if (genuine.length === 0 || impostor.length === 0) return null;
  let low = -1;
  let high = 1;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    const rates = errorsAt(genuine, impostor, middle);
    if (rates.falseMatchRate > rates.falseNonMatchRate) low = middle;
    else high = middle;
  }
  return errorsAt(genuine, impostor, high);
}

/** The curve of both error rates, with more points where strangers rarely pass. */
export function detCurve(genuine: Scores, impostor: Scores): ErrorRates[] {
  const curve: ErrorRates[] = [];
  for (let power = 0; 10 ** power >= 1 / impostor.length; power -= 0.1) {
    curve.push(errorsAt(genuine, impostor, thresholdAt(impostor, 10 ** power)));
  }
  return curve;
}

function errorsAt(genuine: Scores, impostor: Scores, threshold: number): ErrorRates {
  return {
    threshold,
    falseMatchRate: reaching(impostor, threshold) / impostor.length,
    falseNonMatchRate: 1 - reaching(genuine, threshold) / genuine.length,
  };
}

/** Two samples of a list of pairs, and whether they are of one person. */
export interface SamplePair {
  fold: string;
  same: boolean;
}

export interface PairAccuracy {
  pairs: number;
  /** Pairs with a sample without a template: they count as different people. */
  notCompared: number;
  folds: number;
  /** Share of correct pairs at the threshold that suits all pairs best. */
  best: number;
  bestThreshold: number;
  /** Mean over the folds, each judged with the best threshold of the others; null for one fold. */
  crossValidated: number | null;
}

interface Scored {
  fold: string;
  same: boolean;
  score: number;
}

/** @param scoreOf the score of a pair, or null when a sample has no template */
export function pairAccuracy<Pair extends SamplePair>(
  pairs: readonly Pair[],
  scoreOf: (pair: Pair) => number | null,
): PairAccuracy {
  const scored = pairs.map((pair) => ({ ...pair, score: scoreOf(pair) }));
  const compared = scored.map((pair): Scored => ({ ...pair, score: pair.score ?? -1 }));
  const folds = [...new Set(pairs.map(({ fold }) => fold))];
  const overall = bestOf(compared);
  const held = folds.map((fold) => {
    const { threshold } = bestOf(compared.filter((pair) => pair.fold !== fold));
    const own = compared.filter((pair) => pair.fold === fold);
    return own.filter(({ same, score }) => same === score >= threshold).length / own.length;
  });
  return {
    pairs: pairs.length,
    notCompared: scored.filter(({ score }) => score === null).length,
    folds: folds.length,
    best: overall.accuracy,
    bestThreshold: overall.threshold,
    crossValidated:
      folds.length > 1 ? held.reduce((sum, one) => sum + one, 0) / folds.length : null,
  };
}

function bestOf(pairs: readonly Scored[]): { accuracy: number; threshold: number } {
  const ordered = [...pairs].sort((one, other) => other.score - one.score);
  let right = ordered.filter(({ same }) => !same).length;
  let best = { right, threshold: 1 };
  ordered.forEach(({ same, score }, index) => {
    right += same ? 1 : -1;
    const next = ordered[index + 1]?.score ?? -1;
    // No threshold can separate equal scores.
    if (next < score && right > best.right) best = { right, threshold: (score + next) / 2 };
  });
  return { accuracy: best.right / Math.max(1, pairs.length), threshold: best.threshold };
}
