import type { Alteration, Point } from '../../../vision/analysis.ts';

/** How a frame differs from the one before the dot moved. */
export interface AlterationSample {
  /** Sine of the angle by which the head is turned from where it was then. */
  turn: number;
  /** Share of the places with texture that look otherwise, 0 to 1. */
  share: number;
}

/** What a course shows of the other sides of a head. */
export interface OtherSides {
  /** Share of the places that look otherwise in frames that are turned, divided by the sine of the turn. */
  perTurn: number;
  /** Frames that are turned. */
  frames: number;
}

/** `lab attacks` prints what these limits do. */
const alterationLimits = {
  /** 36 windows of 8 people: 1.3 at least. One photo that a program turns, of 20 people: 0.6 at most. */
  perTurn: 0.9,
  /** With fewer turned frames nothing is known. */
  frames: 3,
} as const;

/**
 * Sines of the angles between which a frame is turned: further out, a warped photo hides places of itself, too. What
 * looks otherwise at rest is not subtracted: people who laugh at the start look otherwise from then on.
 */
const turned = { from: sine(5), to: sine(15) } as const;
/** With fewer places a frame says nothing. */
const fewestPlaces = 12;

/** @param start where the head pointed before the dot moved; @param now where it does; in degrees */
export function alterationSample(
  { places, altered }: Alteration,
  start: Point,
  now: Point,
): AlterationSample | null {
  if (places < fewestPlaces) return null;
  const turn = Math.hypot(sine(now.x) - sine(start.x), sine(now.y) - sine(start.y));
  return { turn, share: altered / places };
}

export function otherSidesOf(samples: readonly AlterationSample[]): OtherSides {
  const away = samples.filter(({ turn }) => turn >= turned.from && turn <= turned.to);
  return {
    perTurn: medianOf(away.map(({ share, turn }) => share / turn)),
    frames: away.length,
  };
}

/** Whether enough could be compared. */
export function areOtherSidesKnown({ frames }: OtherSides): boolean {
  return frames >= alterationLimits.frames;
}

/**
 * Whether the head showed other sides of itself. A program that warps one photo shows the same places, only moved.
 * Comparisons are written so that a broken number shows none.
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
