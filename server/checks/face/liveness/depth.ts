import type { Parallax, Point } from '../../../vision/analysis.ts';
import type { AlterationSample } from './alteration.ts';
import type { Likeness } from './surroundings.ts';

/** Where the landmarks say that a head points, in degrees to the image's right and up, and what pixels say of it. */
export interface ParallaxSample {
  /** Milliseconds since the dot began to move. */
  at: number;
  x: number;
  y: number;
  /** From the frame before to this one: what pixels say, and not a model. Null where they say nothing. */
  parallax: Parallax | null;
  /** What is beside the visitor, against the frame before the dot moved. Null where that is not known. */
  beside: Likeness | null;
  /** How the face differs from that frame. Null where that is not known. */
  alteration: AlterationSample | null;
}

/** What of the turn that landmarks show the parallax confirms. */
export interface Depth {
  /** By axis: about 1 for a mean head, 0 for a picture. */
  x: number;
  y: number;
  /** How much of the dot's way was along each axis, 0 to 1. */
  asked: Point;
  /** Of the head's way from frame to frame, the share of which parallax says anything. */
  followed: number;
}

/** `lab attacks` prints what these limits do. */
export const depthLimits = {
  /**
   * On each axis, because two photos that are morphed and tilted have depth on one only. 31 windows of people: 0.19 and
   * 0.22 at least. Sheets, tubes and balls, looked at by the models: 0.11 and 0.20 at most; a fold along the nose 0.36
   * and 0.07, two photos 0.95 and 0.18.
   */
  least: { x: 0.15, y: 0.2 },
  /** Of an axis along which less was asked nothing is said. Every path that is drawn asks for more. */
  asked: 0.06,
  followed: 0.4,
} as const;

/** Comparisons are written so that a broken number has none. */
export function hasDepth(depth: Depth): boolean {
  const { least, asked } = depthLimits;
  const isSeen = (axis: 'x' | 'y') => depth[axis] >= least[axis] || depth.asked[axis] < asked;
  return isSeen('x') && isSeen('y');
}

/**
 * Least squares of the parallax by the turn on both axes, from frame to frame: an expression comes and goes slowly,
 * a light stays where it is, and what is lost in one frame is found in the next.
 *
 * @param dotOf where the dot was for the visitor at a moment
 */
export function depthOf(course: readonly ParallaxSample[], dotOf: (at: number) => Point): Depth {
  let whole = 0;
  const way = { x: 0, y: 0 };
  const turn = { xx: 0, yy: 0, xy: 0 };
  const by = { xx: 0, xy: 0, yx: 0, yy: 0 };
  for (let index = 1; index < course.length; index += 1) {
    const [before, now] = [course[index - 1]!, course[index]!];
    // As `HeadFits` has it: up is positive here, and down there.
    const x = sine(now.x) - sine(before.x);
    const y = sine(before.y) - sine(now.y);
    whole += x * x + y * y;
    const [from, to] = [dotOf(before.at), dotOf(now.at)];
    way.x += (to.x - from.x) ** 2;
    way.y += (to.y - from.y) ** 2;
    if (!now.parallax) continue;
    turn.xx += x * x;
    turn.yy += y * y;
    turn.xy += x * y;
    by.xx += now.parallax.x * x;
    by.xy += now.parallax.x * y;
    by.yx += now.parallax.y * x;
    by.yy += now.parallax.y * y;
  }
  const { xx, yy, xy } = turn;
  const spread = xx * yy - xy * xy;
  return {
    x: (by.xx * yy - by.xy * xy) / spread,
    y: (by.yy * xx - by.yx * xy) / spread,
    asked: { x: way.x / (way.x + way.y), y: way.y / (way.x + way.y) },
    followed: (xx + yy) / whole,
  };
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}
