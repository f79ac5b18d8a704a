import { Matrix, solve } from 'ml-matrix';
import type { Point } from '../analysis.ts';
import { distance, fivePoints } from '../landmarks.ts';
import { meanHead } from './mean-head.ts';

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
  const count = places.length;
  const system = Matrix.zeros(count + 3, count + 3);
  places.forEach((one, row) => {
    places.forEach((other, column) => system.set(row, column, bump(one, other)));
    system.set(row, row, give);
    [1, one.x, one.y].forEach((value, column) => {
      system.set(row, count + column, value);
      system.set(count + column, row, value);
    });
  });
  const wanted = new Matrix([...meanHead.map(({ depth }) => [depth]), [0], [0], [0]]);
  const weights = solve(system, wanted).getColumn(0);
  function inside({ x, y }: Point): Point {
    return { x: (x - middle.x) / eyes, y: (y - middle.y) / eyes };
  }
  return {
    middle,
    eyes,
    depthAt(at) {
      const place = inside(at);
      const plane = weights[count]! + weights[count + 1]! * place.x + weights[count + 2]! * place.y;
      return places.reduce((sum, one, index) => sum + weights[index]! * bump(one, place), plane);
    },
  };
}

function bump(one: Point, other: Point): number {
  const square = (one.x - other.x) ** 2 + (one.y - other.y) ** 2;
  return square === 0 ? 0 : square * Math.log(square);
}
