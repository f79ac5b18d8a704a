import type { Alteration, Point } from '../analysis.ts';

/** How a frame differs from the last frame before the dot moved. */
export interface AlterationSample {
  /** Sine of the angle by which the head has turned since that frame. */
  turn: number;
  /** Share of the textured places above the mouth that look different, 0 to 1. */
  share: number;
  /** See `Alteration.change`. */
  change: number;
}

/** How much a course shows of the sides of the head. */
export interface OtherSides {
  /** Share of the places that look different in turned frames, divided by the sine of the turn. */
  perTurn: number;
  /** Number of turned frames. */
  frames: number;
}

/** `lab attacks` prints the effect of these limits. */
const alterationLimits = {
  /**
   * 34 windows of 8 people have 1.02 at least. Single photos of eight people, turned by a program that also moves the
   * skin, have 0.39 at most, and 0.48 with twice the noise.
   */
  perTurn: 0.65,
  /** With fewer turned frames there is no result. */
  frames: 3,
} as const;

/**
 * Sines of the angles between which a frame counts as turned. Further out, a warped photo also hides places of itself.
 * The share at rest is not subtracted: people who laugh at the start look different from then on.
 */
const turned = { from: sine(5), to: sine(15) } as const;
/** With fewer places, a frame gives no sample. */
const fewestPlaces = 12;

/** @param start the head's direction before the dot moved; @param now its present direction; in degrees */
export function alterationSample(
  { places, altered, change }: Alteration,
  start: Point,
  now: Point,
): AlterationSample | null {
  if (places < fewestPlaces) return null;
  const turn = Math.hypot(sine(now.x) - sine(start.x), sine(now.y) - sine(start.y));
  return { turn, share: altered / places, change };
}

export function otherSidesOf(samples: readonly AlterationSample[]): OtherSides {
  const away = samples.filter(({ turn }) => turn >= turned.from && turn <= turned.to);
  return {
    perTurn: medianOf(away.map(({ share, turn }) => share / turn)),
    frames: away.length,
  };
}

/** Whether there were enough frames to compare. */
export function areOtherSidesKnown({ frames }: OtherSides): boolean {
  return frames >= alterationLimits.frames;
}

/**
 * Whether the head showed more of its sides. A program that warps one photo only moves the same places.
 * The comparison is written so that NaN counts as no.
 */
export function showsOtherSides({ perTurn }: OtherSides): boolean {
  return perTurn >= alterationLimits.perTurn;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}
