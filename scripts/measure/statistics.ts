import type { Scores } from './evaluate/compare-all.ts';

/** Times of one kind of work, in milliseconds. */
export interface Times {
  count: number;
  median: number;
  p95: number;
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return { count: sorted.length, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}

/** The value at the nearest rank of a sorted list. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** How long the work took, in milliseconds. */
export async function measureMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A share of events among comparisons, with its 95 % interval. */
export interface Rate {
  events: number;
  of: number;
  /** From 0 to 1; 0 without comparisons. */
  rate: number;
  low: number;
  high: number;
}

const z = 1.959964;

/** Wilson's 95 % interval; without any event, the rule of three gives the upper bound. */
export function rateOf(events: number, of: number): Rate {
  if (of === 0) return { events, of, rate: 0, low: 0, high: 1 };
  const rate = events / of;
  if (events === 0) return { events, of, rate, low: 0, high: Math.min(1, 3 / of) };
  if (events === of) return { events, of, rate, low: Math.max(0, 1 - 3 / of), high: 1 };
  const centre = (rate + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half =
    (z / (1 + (z * z) / of)) * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of));
  return { events, of, rate, low: centre - half, high: centre + half };
}

/** Approved attacks, the number of tries, and the upper bound of the 95 % interval. */
export function letInText({ letIn, of }: { letIn: number; of: number }): string {
  const { high } = rateOf(letIn, of);
  return `${letIn} of ${of}, at most ${Math.ceil(high * 1000) / 10} %`;
}

/** Number of comparisons without a false match that shows a false match rate (rule of three). */
export function comparisonsFor(falseMatchRate: number): number {
  return Math.ceil(3 / falseMatchRate - 1e-6);
}

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

/** A small share in words: `1 in 10,000`, with two significant digits; `none` for 0. */
export function oneIn(share: number): string {
  if (share === 0) return 'none';
  if (share > 0.5) return percent(share, 0);
  const times = 1 / share;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(times) + 1e-9) - 1);
  return `1 in ${count(Math.round(times / unit) * unit)}`;
}

export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `2 of 2,320 (1 in 1,200; at most 1 in 320)`, with the 95 % upper bound; large shares in percent. */
export function rateText({ events, of, rate, low, high }: Rate): string {
  const counts = `${count(events)} of ${count(of)}`;
  if (of === 0) return counts;
  if (rate > 0.01) {
    return `${counts} (${percent(rate, 1)}; 95 % interval ${percent(low, 1)} to ${percent(high, 1)})`;
  }
  if (high >= 1) return `${counts} (too few to say how often)`;
  const most = high > 0.1 ? percent(high, 0) : oneIn(high);
  return events === 0
    ? `${counts} (so at most ${most})`
    : `${counts} (${oneIn(rate)}; at most ${most})`;
}

/** `1 photo`, `3 photos`. */
export function countText(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
