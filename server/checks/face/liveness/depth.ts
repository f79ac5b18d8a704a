import type { Parallax } from '../../../vision/analysis.ts';

/** Where the landmarks say that a head points, in degrees to the image's right and up, and what pixels say of it. */
export interface Moved {
  x: number;
  y: number;
  /** From the frame before to this one: what pixels say, and not a model. Null where they say nothing. */
  parallax: Parallax | null;
}

/** What of the turn that landmarks show the parallax confirms. */
export interface Depth {
  /** By axis: about 1 for a mean head, 0 for a picture, and whatever on an axis on which hardly anything moved. */
  x: number;
  y: number;
  /** How much of the way from frame to frame was along each axis, 0 to 1. */
  ways: { x: number; y: number };
  /** Of the way from frame to frame, the share of which parallax says anything. */
  followed: number;
}

/** `lab attacks` prints what these limits do. */
export const depthLimits = {
  /**
   * On each axis, for two photos that are morphed and tilted have depth on one only. 31 windows of people: 0.19 and
   * 0.22 at least. Sheets, tubes and balls, looked at by the models: 0.11 and 0.20 at most, two photos 0.18 on y.
   */
  least: { x: 0.15, y: 0.2 },
  /** Of an axis on which less of the way was nothing is said. */
  way: 0.06,
  followed: 0.4,
} as const;

/** Comparisons are written so that a broken number has none. */
export function hasDepth({ x, y, ways }: Depth): boolean {
  const { least, way } = depthLimits;
  return (x >= least.x || ways.x < way) && (y >= least.y || ways.y < way);
}

/**
 * Least squares of the parallax by the turn on both axes, from frame to frame: an expression comes and goes slowly,
 * a light stays where it is, and what is lost in one frame is found in the next.
 */
export function depthOf(course: readonly Moved[]): Depth {
  let whole = 0;
  let [xx, yy, xy] = [0, 0, 0];
  const by = { xx: 0, xy: 0, yx: 0, yy: 0 };
  for (let index = 1; index < course.length; index += 1) {
    const [before, now] = [course[index - 1]!, course[index]!];
    // As `HeadFits` has it: up is positive here, and down there.
    const x = sine(now.x) - sine(before.x);
    const y = sine(before.y) - sine(now.y);
    whole += x * x + y * y;
    if (!now.parallax) continue;
    xx += x * x;
    yy += y * y;
    xy += x * y;
    by.xx += now.parallax.x * x;
    by.xy += now.parallax.x * y;
    by.yx += now.parallax.y * x;
    by.yy += now.parallax.y * y;
  }
  const spread = xx * yy - xy * xy;
  return {
    x: (by.xx * yy - by.xy * xy) / spread,
    y: (by.yy * xx - by.yx * xy) / spread,
    ways: { x: xx / (xx + yy), y: yy / (xx + yy) },
    followed: (xx + yy) / whole,
  };
}

function sine(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}
