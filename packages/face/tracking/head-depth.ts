import type { Point } from '../analysis.ts';
import { distance, fivePoints } from '../landmarks.ts';
import { meanHead } from './mean-head.ts';
import { thinPlate } from './thin-plate.ts';

/** The depth of a face at every place, not only at its landmarks. */
export interface HeadDepth {
  /** The middle of the eyes, and the distance between them, in pixels. */
  middle: Point;
  eyes: number;
  /** Distance of a place towards the camera, in inter-eye distances. */
  depthAt(at: Point): number;
}

/** Tolerance, so that two landmarks at one place cause no error. */
const give = 0.02;

/** Fits the mean head to these 68 landmarks, with a thin plate between them. */
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
