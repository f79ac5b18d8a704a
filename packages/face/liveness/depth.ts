import type { Parallax, Point } from '../analysis.ts';

/** The head's direction by its landmarks, in degrees to the image's right and up, and the evidence of the pixels. */
export interface ParallaxSample {
  /** Milliseconds since the dot began to move. */
  at: number;
  x: number;
  y: number;
  /** Parallax from the previous frame, measured in pixels without a model. Null where it is not known. */
  parallax: Parallax | null;
}

/** How far the parallax confirms the turn that the landmarks show. */
export interface Depth {
  /** By axis: about 1 for an average head, 0 for a flat picture. */
  x: number;
  y: number;
  /** Share of the dot's way along each axis, 0 to 1. */
  asked: Point;
  /** Share of the head's way for which the parallax is known. */
  followed: number;
}

/** `lab attacks` prints the effect of these limits. */
export const depthLimits = {
  /**
   * On each axis, because two morphed and tilted photos have depth on one axis only. 31 windows of people have 0.19 and
   * 0.22 at least. Sheets, tubes and balls, seen by the models, have 0.11 and 0.20 at most. A fold along the nose has
   * 0.36 and 0.07, two photos have 0.95 and 0.18.
   */
  least: { x: 0.15, y: 0.2 },
  /** An axis with a smaller share of the dot's way is not judged. Every drawn path has a larger share. */
  asked: 0.06,
  followed: 0.4,
} as const;

/** The comparisons are written so that NaN counts as no depth. */
export function hasDepth(depth: Depth): boolean {
  const { least, asked } = depthLimits;
  const isSeen = (axis: 'x' | 'y') => depth[axis] >= least[axis] || depth.asked[axis] < asked;
  return isSeen('x') && isSeen('y');
}

/**
 * Least squares of the parallax over the turn, on both axes and from frame to frame. Expressions change slowly and
 * reflections do not move with the head, so neither disturbs the fit. A later frame makes up for a lost one.
 *
 * @param dotOf the dot's position for the visitor at a moment
 */
export function depthOf(course: readonly ParallaxSample[], dotOf: (at: number) => Point): Depth {
  let whole = 0;
  const way = { x: 0, y: 0 };
  const turn = { xx: 0, yy: 0, xy: 0 };
  const by = { xx: 0, xy: 0, yx: 0, yy: 0 };
  for (let index = 1; index < course.length; index += 1) {
    const [before, now] = [course[index - 1]!, course[index]!];
    // In `HeadFits` down is positive; here up is.
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
