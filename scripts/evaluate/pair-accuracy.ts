import type { Pair } from './pair-list.ts';

export interface PairAccuracy {
  pairs: number;
  /** Pairs with a photo in which no face was found: they count as different people. */
  notCompared: number;
  folds: number;
  /** Share that is right at the one threshold that suits all pairs best. */
  best: number;
  bestThreshold: number;
  /** Mean over the folds, each judged at the threshold that suits the others best; null for one fold. */
  crossValidated: number | null;
}

interface Scored {
  fold: string;
  same: boolean;
  score: number;
}

/** @param scoreOf the cosine of a pair, or null when one photo has no face */
export function pairAccuracy(
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
    // Between equal scores there is no threshold.
    if (next < score && right > best.right) best = { right, threshold: (score + next) / 2 };
  });
  return { accuracy: best.right / Math.max(1, pairs.length), threshold: best.threshold };
}
