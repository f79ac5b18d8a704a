import type { AllComparisons } from '../evaluate/compare-all.ts';
import { comparisonsFor } from '../evaluate/intervals.ts';
import { thresholdAt, type Scores } from '../evaluate/scores.ts';
import { modelledThreshold, tailOf } from '../evaluate/tail.ts';
import { count, small } from '../evaluate/numbers.ts';
import { Refusal } from '../cli/answer.ts';

/** The threshold that holds at the source whose strangers look most alike. */
export interface Calibration {
  threshold: number;
  falseMatchRate: number;
  /** The source or group that asked for the highest threshold. */
  worst: string;
  comparisons: number;
  /** Whether a modelled tail was used, because too few comparisons were there to count. */
  isModelled: boolean;
}

/**
 * Sources and labelled groups each get a threshold of their own, and the highest of them counts: a
 * lobby is one camera, and its visitors may all be of one group. Photos without a source count as one.
 * @throws {Refusal} `too_few_comparisons`, with how many are needed (rule of three)
 */
export function worstSource(
  all: AllComparisons,
  falseMatchRate: number,
  acceptModelled: boolean,
): Calibration {
  const lists = new Map([...all.withinSource, ...all.withinGroup]);
  if (lists.size === 0) lists.set('all photos', all.impostor);
  const needed = comparisonsFor(falseMatchRate);
  const tooFew = [...lists].filter(([, scores]) => scores.length < needed);
  if (tooFew.length > 0 && !acceptModelled) {
    throw tooFewComparisons(tooFew, needed, falseMatchRate);
  }
  const calibrations = [...lists].map(([worst, scores]): Calibration => {
    const isModelled = scores.length < needed;
    const threshold = isModelled
      ? modelled(worst, scores, falseMatchRate)
      : thresholdAt(scores, falseMatchRate);
    return { threshold, falseMatchRate, worst, comparisons: scores.length, isModelled };
  });
  const worst = calibrations.reduce((one, other) =>
    other.threshold > one.threshold ? other : one,
  );
  // Rounded up: a threshold that is a little too low would let a counted stranger pass.
  return { ...worst, threshold: Math.ceil(worst.threshold * 1000) / 1000 };
}

function modelled(source: string, scores: Scores, falseMatchRate: number): number {
  const tail = tailOf(scores);
  if (tail) return Math.max(scores[0]!, modelledThreshold(tail, falseMatchRate));
  throw new Refusal(
    'too_few_comparisons',
    `The ${count(scores.length)} comparisons of ${source} are too few even for a model of their tail: at least 400 are needed, which 29 people give.`,
  );
}

function tooFewComparisons(
  tooFew: readonly (readonly [string, Scores])[],
  needed: number,
  falseMatchRate: number,
): Refusal {
  const named = tooFew.map(([name, scores]) => `${name} has ${count(scores.length)}`).join(', ');
  const people = Math.ceil((1 + Math.sqrt(1 + 8 * needed)) / 2);
  return new Refusal(
    'too_few_comparisons',
    `A false match rate of ${small(falseMatchRate)} takes ${count(needed)} comparisons of strangers in every source (rule of three), but ${named}. With one photo each, ${count(people)} people give as many. Ask for a higher rate with --fmr, or accept a model of what was not counted with --modelled. Nothing was changed.`,
    { needed, sources: Object.fromEntries(tooFew.map(([name, scores]) => [name, scores.length])) },
  );
}
