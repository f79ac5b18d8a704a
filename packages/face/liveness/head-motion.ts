import { Matrix, pseudoInverse } from 'ml-matrix';
import { fivePoints } from '../landmarks.ts';
import { meanHead } from '../tracking/mean-head.ts';
import type { Point } from '../analysis.ts';

const roots = meanHead.map(({ weight }) => Math.sqrt(weight));

/**
 * Measures how a face has turned from its frontal view, by its 68 landmarks. Prepared for one visitor's frontal shape.
 *
 * A head that turns moves each landmark by the landmark's depth times the sine of the angle (weak perspective). The
 * depths are those of an average head. The result is what a model believes: it sees a turned head in a tilted picture.
 */
export class HeadFits {
  readonly #inverse: Matrix;

  constructor(front: Shape) {
    const rows = front.map(({ x, y }, index) =>
      [1, x, y, meanHead[index]!.depth].map((value) => value * roots[index]!),
    );
    this.#inverse = pseudoInverse(new Matrix(rows));
  }

  /** Sine of the turn to the image's right (x), and of looking down (y). The pose model agrees on real heads. */
  parallaxTo(now: Shape): Point {
    const seen = new Matrix(now.map(({ x, y }, index) => [x * roots[index]!, y * roots[index]!]));
    const solution = this.#inverse.mmul(seen);
    return { x: solution.get(3, 0), y: solution.get(3, 1) };
  }
}

/** Landmarks, scaled so that the middle of the eyes is (0, 0) and the image-right eye is (0.5, 0). */
export type Shape = readonly Point[];

export function shapeOf(landmarks: readonly Point[]): Shape {
  const [left, right] = fivePoints(landmarks);
  const across = { x: right.x - left.x, y: right.y - left.y };
  const square = across.x ** 2 + across.y ** 2;
  return landmarks.map((point) => {
    const x = point.x - (left.x + right.x) / 2;
    const y = point.y - (left.y + right.y) / 2;
    return { x: (x * across.x + y * across.y) / square, y: (y * across.x - x * across.y) / square };
  });
}

export function meanShape(shapes: readonly Shape[]): Shape {
  const share = 1 / shapes.length;
  return shapes[0]!.map((_, index) => ({
    x: shapes.reduce((sum, shape) => sum + shape[index]!.x * share, 0),
    y: shapes.reduce((sum, shape) => sum + shape[index]!.y * share, 0),
  }));
}
