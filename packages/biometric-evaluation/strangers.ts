import type { AllComparisons } from './comparisons.ts';
import { rateOf, type Rate } from './rates.ts';
import { reaching, thresholdAt, type Scores } from './scores.ts';

/** False matches among strangers with a common source or group, with single samples. */
export interface StrangersMeasurement {
  kind: 'all' | 'within source' | 'across sources' | 'within group';
  /** Name of the source or group. */
  name: string;
  comparisons: number;
  highest: number;
  mean: number;
  deviation: number;
  /** FMR at the threshold in use, counted; null without a threshold. */
  atThreshold: Rate | null;
  /** The same from the modelled tail: an estimate beyond the counted data. */
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
    ...[...all.withinSource].map(([name, scores]) => listOf('within source', name, scores)),
    ...(all.withinSource.size > 1 ? [listOf('within source', 'any', all.withinAnySource)] : []),
    ...(all.acrossSources.length > 0 ? [listOf('across sources', '', all.acrossSources)] : []),
    ...[...all.withinGroup].map(([name, scores]) => listOf('within group', name, scores)),
  ];
  return lists
    .filter(([, , scores]) => scores.length > 0)
    .map(([kind, name, scores]) => ({ kind, name, ...measureList(scores, threshold) }));
}

function listOf(
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

/** A model of strangers' scores above the highest seen one: an estimate, not a measurement. */
export interface Tail {
  comparisons: number;
  mean: number;
  deviation: number;
  /** Generalised Pareto distribution of the excess over `start`, fitted to the highest 5 % (moment estimates). */
  start: number;
  shape: number;
  scale: number;
}

const tailShare = 0.05;

/** Null when there are too few scores for a tail. @param scores highest first */
export function tailOf(scores: Scores): Tail | null {
  const count = Math.floor(tailShare * scores.length);
  if (count < 20) return null;
  const start = scores[count]!;
  const all = momentsOf(scores);
  const over = momentsOf(scores.subarray(0, count).map((score) => score - start));
  const ratio = over.mean ** 2 / over.variance;
  // A positive shape would mean an unlimited tail, but scores are limited.
  const shape = Math.min(0, (1 - ratio) / 2);
  const scale = over.mean * (1 - shape);
  const deviation = Math.sqrt(all.variance);
  return { comparisons: scores.length, mean: all.mean, deviation, start, shape, scale };
}

/** The threshold for a false match rate: the more cautious of both models' results. */
export function modelledThreshold(tail: Tail, falseMatchRate: number): number {
  const pareto = excess(tail, falseMatchRate / tailShare);
  const normal = tail.mean + normalQuantile(falseMatchRate) * tail.deviation;
  return Math.max(tail.start + pareto, normal);
}

/** The false match rate at a threshold: the higher of both models' results. */
export function modelledRate(tail: Tail, threshold: number): number {
  let low = -15;
  let high = Math.log10(tailShare);
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (modelledThreshold(tail, 10 ** middle) > threshold) low = middle;
    else high = middle;
  }
  return 10 ** high;
}

function excess({ shape, scale }: Tail, share: number): number {
  if (Math.abs(shape) < 1e-6) return -scale * Math.log(share);
  return (scale / shape) * (share ** -shape - 1);
}

/** Number of standard deviations above the mean at which this share begins (Abramowitz and Stegun 26.2.23). */
function normalQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log(share));
  const over = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const under = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3;
  return t - over / under;
}

function momentsOf(values: Float32Array): { mean: number; variance: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / values.length };
}
