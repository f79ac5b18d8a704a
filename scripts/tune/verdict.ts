import { comparisonsFor, rateOf } from '../evaluate/intervals.ts';
import type { Everybody } from './everybody.ts';
import type { SignInScores } from './sign-in-scores.ts';

/** The false match rate that the threshold was chosen for. */
const aim = 1e-4;

export interface Verdict {
  /** `unknown` when there are too few comparisons to tell. */
  fits: 'yes' | 'no' | 'unknown';
  /** What was seen, with the number of comparisons; then what to do. */
  sentences: string[];
}

/** Whether the threshold fits this lobby, as far as its own numbers can tell. */
export function verdictOn(threshold: number, everybody: Everybody, signIns: SignInScores): Verdict {
  const { matches, spread } = everybody;
  const rate = rateOf(matches, spread.count);
  const compared = `${many(spread.count, 'comparison')} of two enrolled people`;
  const sentences = [onStrangers(threshold, compared, rate), ...onVisitors(threshold, signIns)];
  if (spread.count === 0) return { fits: 'unknown', sentences };
  if (rate.low > aim) return { fits: 'no', sentences };
  return { fits: rate.high <= aim ? 'yes' : 'unknown', sentences };
}

function onStrangers(threshold: number, compared: string, rate: ReturnType<typeof rateOf>): string {
  if (rate.of === 0) {
    return 'Whether the threshold fits this lobby cannot be told: fewer than two people with photos of the recogniser in use are enrolled.';
  }
  if (rate.events > 0) {
    const judgement =
      rate.low > aim
        ? 'The threshold does not keep these people apart'
        : 'Whether the threshold fits cannot be told yet';
    return `${judgement}: ${rate.events} of ${compared} reached ${threshold} (false match rate ${share(rate.low)} to ${share(rate.high)}, 95 % interval). Look at the pairs: is it one person enrolled twice?`;
  }
  if (rate.high >= 1) {
    return `Nothing speaks against the threshold, but so few (${compared}) tell nothing: enrol more people.`;
  }
  const bound = `none of ${compared} reached ${threshold}, so the false match rate among them is at most ${share(rate.high)} (95 %, rule of three)`;
  if (rate.high <= aim) return `The threshold fits these people: ${bound}.`;
  return `Nothing speaks against the threshold, but there are too few people to show it: ${bound}; ${many(comparisonsFor(aim), 'comparison')} would be needed for ${share(aim)}.`;
}

function onVisitors(threshold: number, { approved, refused, nearMisses }: SignInScores): string[] {
  const sentences: string[] = [];
  const seen = approved.count + refused.count;
  if (seen === 0) return ['No sign-in with a score is stored yet.'];
  if (approved.min !== null && approved.median !== null) {
    sentences.push(
      `Half of ${many(approved.count, 'approved sign-in')} scored ${approved.median.toFixed(2)} or more, the lowest ${approved.min.toFixed(2)}.`,
    );
  }
  if (nearMisses > 0) {
    sentences.push(
      `${many(nearMisses, 'sign-in')} ended as no match just below ${threshold}. If those were the right people, enrol more photos of them or give them more light; do not lower the threshold.`,
    );
  }
  return sentences;
}

function many(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** `1 in 10,000` */
function share(rate: number): string {
  return rate === 0 ? '0' : `1 in ${Math.round(1 / rate).toLocaleString('en')}`;
}
