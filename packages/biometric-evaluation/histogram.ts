import type { Scores } from './scores.ts';

/** How often scores fall into each bin; the bins begin at `from`, each `width` wide. */
export interface Histogram {
  from: number;
  width: number;
  /** Shares of all scores, adding up to 1. */
  shares: number[];
}

const from = -0.4;
const width = 0.02;
const bins = 70;

export function histogramOf(scores: Scores): Histogram {
  const counts = new Array<number>(bins).fill(0);
  for (const score of scores) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((score - from) / width)));
    counts[bin]! += 1;
  }
  return { from, width, shares: counts.map((count) => count / Math.max(1, scores.length)) };
}
