import { comparisonsFor, rateOf, type Rate } from './intervals.ts';
import { reaching, thresholdAt, type Scores } from './scores.ts';

/** What passes and what does not when strangers may pass at this rate. */
export interface OperatingPoint {
  falseMatchRate: number;
  /** Cosine from which two faces count as the same person's. */
  threshold: number;
  /** Genuine comparisons that pass (TAR); failures to find a face are not among them. */
  passed: Rate;
  /** Whether there are comparisons enough to show this rate (rule of three). */
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

/** Where both error rates are equal, or nearest to it. */
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

/** The curve of both error rates, dense where strangers rarely pass. */
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
