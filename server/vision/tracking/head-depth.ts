import type { Point } from '../analysis.ts';
import { distance, fivePoints } from '../landmarks.ts';
import { meanHead } from './mean-head.ts';
import { thinPlate } from './thin-plate.ts';

/** A face with depth at every place of it, and not only at its landmarks. */
export interface HeadDepth {
  /** The middle of the eyes, and the distance between them, in pixels. */
  middle: Point;
  eyes: number;
  /** How far a place stands out towards the camera, in distances between the eyes. */
  depthAt(at: Point): number;
}

/** A little give, so that two landmarks at one place break nothing. */
const give = 0.02;

/** The mean head laid through these 68 landmarks: between them a thin plate. */
export function depthAround(landmarks: readonly Point[]): HeadDepth {
  const [left, right] = fivePoints(landmarks);
  const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const eyes = distance(left, right);
  const places = landmarks.map((at) => inside(at));
  const depths = thinPlate(
    places,
    meanHead.map(({ depth }) => [depth]),
    give,
  );
  function inside({ x, y }: Point): Point {
    return { x: (x - middle.x) / eyes, y: (y - middle.y) / eyes };
  }
  return {
    middle,
    eyes,
    depthAt: (at) => depths(inside(at))[0]!,
  };
}
