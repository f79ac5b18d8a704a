import { Matrix, pseudoInverse } from 'ml-matrix';
import type { Point } from '../../../vision/analysis.ts';
import { meanHead } from './mean-head.ts';
import { fivePoints } from '../../../vision/landmarks.ts';

/**
 * How a face moved against itself seen from the front, read from its 68 landmarks.
 *
 * A head that turns moves each landmark by its depth times the sine of the angle (weak perspective);
 * the depths are those of a mean head. A picture has no such depth: held flat, it is mapped by an affine
 * map, and bent, by one with squares in it. So a least-squares fit is made with each.
 */
export interface HeadMotion {
  /**
   * Parallax along the head's depth: the sine of the turn to the image's right (x), and of looking down
   * (y). For real heads these follow the pose model.
   */
  parallax: Point;
  /**
   * The same when whatever a bent sheet could explain is left to the bend: what only a nose that stands
   * out explains.
   */
  relief: Point;
  /**
   * Width against height of the fitted head. 1 for whatever is rigid and turns; below it for a sheet
   * that turns further than the nose pretends.
   */
  breadth: number;
}

/** Columns of the fits: 1, x, y, depth, x², xy, y². */
const columns = { head: [0, 1, 2, 3], relief: [0, 1, 2, 3, 4, 5, 6] } as const;
type Fit = keyof typeof columns;

const roots = meanHead.map(({ weight }) => Math.sqrt(weight));

/** Fits prepared for one visitor's frontal shape. */
export class HeadFits {
  readonly #inverses: Record<Fit, Matrix>;

  constructor(front: Shape) {
    const rows = front.map(({ x, y }, index) => {
      const depth = meanHead[index]!.depth;
      return [1, x, y, depth, x * x, x * y, y * y].map((value) => value * roots[index]!);
    });
    const all = new Matrix(rows);
    const fit = (name: Fit) => pseudoInverse(all.subMatrixColumn([...columns[name]]));
    this.#inverses = { head: fit('head'), relief: fit('relief') };
  }

  motionTo(now: Shape): HeadMotion {
    const seen = new Matrix(now.map(({ x, y }, index) => [x * roots[index]!, y * roots[index]!]));
    const head = this.#inverses.head.mmul(seen);
    const relief = depthOf(this.#inverses.relief.mmul(seen));
    return { parallax: depthOf(head), relief, breadth: breadthOf(head) };
  }
}

function depthOf(solution: Matrix): Point {
  return { x: solution.get(3, 0), y: solution.get(3, 1) };
}

/** The image's two axes in the head's three: equally long when it is rigid. */
function breadthOf(solution: Matrix): number {
  const axes = solution.subMatrixRow([1, 2, 3]);
  return axes.getColumnVector(0).norm('frobenius') / axes.getColumnVector(1).norm('frobenius');
}

/** Landmarks with the middle of the eyes at (0, 0) and the image-right eye at (0.5, 0). */
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
