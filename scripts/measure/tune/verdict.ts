import { comparisonsFor, rateOf, type Rate } from '../statistics.ts';
import type { Spread } from './distribution.ts';
import type { SaidScores, SignInScores } from './sign-in-scores.ts';

/** The false match rate that the threshold was chosen for. */
const aim = 1e-4;

/** Fewer sign-ins give no rate: with none wrong among 30, one in ten may be (rule of three). */
const leastSaid = 30;

export interface TuningVerdict {
  /** `unknown` when there are too few comparisons to tell. */
  fits: 'yes' | 'no' | 'unknown';
  /** What was seen, with the number of comparisons; then what to do. */
  sentences: string[];
}

/**
 * Whether the threshold fits this lobby, as far as its own numbers can tell. Only comparisons of
 * different people count for that: how many of the right people are held never asks for a lower one.
 */
export function verdictOn(
  threshold: number,
  { matches, spread }: { matches: number; spread: Spread },
  signIns: SignInScores,
): TuningVerdict {
  const rate = rateOf(matches, spread.count);
  const compared = `${many(spread.count, 'comparison')} of two enrolled people`;
  const sentences = [
    onStrangers(threshold, compared, rate),
    ...onVisitors(threshold, signIns),
    ...onSaid(threshold, signIns.said),
  ];
  const { falseMatches } = signIns.said;
  const isRefuted = falseMatches.of >= leastSaid && falseMatches.low > aim;
  if (rate.low > aim || isRefuted) return { fits: 'no', sentences };
  return { fits: spread.count > 0 && rate.high <= aim ? 'yes' : 'unknown', sentences };
}

function onStrangers(threshold: number, compared: string, rate: Rate): string {
  if (rate.of === 0) {
    return 'Whether the threshold fits this lobby is unknown: fewer than two people with photos of the recogniser in use are enrolled.';
  }
  if (rate.events > 0) {
    const judgement =
      rate.low > aim
        ? 'The threshold does not keep these people apart'
        : 'Whether the threshold fits is not known yet';
    return `${judgement}: ${rate.events} of ${compared} reached ${threshold} (false match rate ${share(rate.low)} to ${share(rate.high)}, 95 % interval). Look at the pairs: is it one person enrolled twice?`;
  }
  if (rate.high >= 1) {
    return `Nothing speaks against the threshold, but so few (${compared}) tell nothing: enrol more people.`;
  }
  const bound = `none of ${compared} reached ${threshold}, so the false match rate among them is at most ${share(rate.high)} (95 %, rule of three)`;
  if (rate.high <= aim) return `The threshold fits these people: ${bound}.`;
  return `Nothing speaks against the threshold, but there are too few people to show it: ${bound}; ${many(comparisonsFor(aim), 'comparison')} would be needed for ${share(aim)}.`;
}

function onVisitors(
  threshold: number,
  { approved, refused, nearMisses, nearMissesSaid }: SignInScores,
): string[] {
  const sentences: string[] = [];
  const seen = approved.count + refused.count;
  if (seen === 0) return ['No sign-in with a score is stored yet.'];
  if (approved.min !== null && approved.median !== null) {
    sentences.push(
      `Half of ${many(approved.count, 'approved sign-in')} scored ${approved.median.toFixed(2)} or more, the lowest ${approved.min.toFixed(2)}.`,
    );
  }
  if (nearMisses > 0) {
    const { rightPerson, somebodyElse } = nearMissesSaid;
    const deskSentence =
      rightPerson + somebodyElse > 0
        ? ` The desk said of ${rightPerson} that it was the right person, and of ${somebodyElse} that it was somebody else.`
        : '';
    sentences.push(
      `${many(nearMisses, 'sign-in')} ended as no match just below ${threshold}.${deskSentence} If those were the right people, enrol more photos of them or give them more light; do not lower the threshold.`,
    );
  }
  return sentences;
}

/** What the desk said about the person in front of the camera: a rate only if the sample is large enough. */
function onSaid(
  threshold: number,
  { falseNonMatches, falseMatches, wronglyLetIn }: SaidScores,
): string[] {
  const { of: right } = falseNonMatches;
  const { of: others } = falseMatches;
  if (right + others === 0) return [];
  const sentences: string[] = [];
  if (right >= leastSaid) {
    sentences.push(
      `${falseNonMatches.events} of ${many(right, 'sign-in')} of the right person, as the desk said, stayed below ${threshold} (false non-match rate ${range(falseNonMatches)}).`,
    );
  }
  if (others >= leastSaid) {
    const judgement = falseMatches.low > aim ? 'The threshold does not keep strangers out: ' : '';
    sentences.push(
      `${judgement}${falseMatches.events} of ${many(others, 'sign-in')} of somebody else, as the desk said, reached ${threshold} (false match rate ${range(falseMatches)}).`,
    );
  }
  if (right < leastSaid || others < leastSaid) {
    sentences.push(
      `The desk said of ${many(right, 'sign-in')} that it was the right person, and of ${others} that it was somebody else. Of fewer than ${leastSaid} of a kind give no rate, and nothing follows from them.`,
    );
  }
  if (wronglyLetIn > 0) {
    sentences.push(
      `${many(wronglyLetIn, 'sign-in')} that the camera let in ${wronglyLetIn === 1 ? 'was' : 'were'} of somebody else, as the desk said: look at the pairs below, and at the history of the desk.`,
    );
  }
  return sentences;
}

/** `0.9 % to 17.2 %, 95 % interval` */
function range({ low, high }: Rate): string {
  return `${percent(low)} to ${percent(high)}, 95 % interval`;
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)} %`;
}

function many(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** `1 in 10,000` */
function share(rate: number): string {
  return rate === 0 ? '0' : `1 in ${Math.round(1 / rate).toLocaleString('en')}`;
}
