import type { ParallaxSample } from './depth.ts';

/** How the face that comes back to the front differs from the face before the dot moved. See `Alteration.change`. */
export interface Return {
  /** The smallest change after the turn. NaN until the face is back at the front and rests. */
  change: number;
  /** The smallest change before the visitor reacts to the dot: noise. 0 where no frame shows it. */
  atRest: number;
}

/** `lab attacks` prints the effect of these limits. */
const returnLimits = {
  /**
   * A change of at most so many times the noise is no change, within `least` and `most`. Photos of ten people that are
   * blended or turned have 0.01 at most after the turn, 0.016 and 0.031 with two and three times the noise. Of 1,473
   * pairs of frames of 11 people, before and after a turn, 30 are below the limit, 11 of them of a man who hardly turns.
   */
  noise: 1.4,
  least: 0.011,
  most: 0.03,
  /** Milliseconds after which the head rests. */
  rests: 100,
  /** Sine of the angle within which the face is back at the front. */
  turn: Math.sin((8 * Math.PI) / 180),
} as const;

/** @param reacted milliseconds until the head reacts; @param back from when on the head is back at the front */
export function returnOf(
  course: readonly ParallaxSample[],
  { reacted, back }: { reacted: number; back: number },
): Return {
  const seen = course.flatMap(({ at, alteration }) => (alteration ? [{ at, ...alteration }] : []));
  const atRest = seen.filter(({ at }) => at <= reacted);
  const after = seen.filter(({ at, turn }) => at >= back && turn <= returnLimits.turn);
  const rests = after.some(({ at }) => at >= back + returnLimits.rests);
  return { change: rests ? leastOf(after) : NaN, atRest: atRest.length > 0 ? leastOf(atRest) : 0 };
}

/**
 * Whether the same picture came back. A face has changed a little after a turn: eyes, lids and mouth move, and nobody
 * comes back to exactly the same place. The comparison is written so that NaN counts as the same.
 */
export function isSamePicture({ change, atRest }: Return): boolean {
  const { noise, least, most } = returnLimits;
  return !(change > Math.min(most, Math.max(least, noise * atRest)));
}

function leastOf(samples: readonly { change: number }[]): number {
  return Math.min(...samples.map(({ change }) => change));
}
