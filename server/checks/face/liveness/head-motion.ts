import { Matrix, pseudoInverse } from 'ml-matrix';
import type { Point } from '../../../vision/analysis.ts';
import { meanHead } from './mean-head.ts';
import { distance, fivePoints } from '../../../vision/landmarks.ts';

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
  /** Cosine of the angle between the head's own level and upright axis as seen; 0 for what is rigid. */
  skew: number;
  /** The lesser stretch over the greater of the flat fit, 0 to 1: how slantwise a flat thing is seen. */
  slant: number;
  /** Root mean square of what each fit leaves over, in inter-eye distances. */
  residual: { flat: number; bent: number; head: number };
}

/** Columns of the fits: 1, x, y, depth, x², xy, y². */
const columns = {
  flat: [0, 1, 2],
  head: [0, 1, 2, 3],
  bent: [0, 1, 2, 4, 5, 6],
  relief: [0, 1, 2, 3, 4, 5, 6],
} as const;
type Fit = keyof typeof columns;

const roots = meanHead.map(({ weight }) => Math.sqrt(weight));

/** Fits prepared for one visitor's frontal shape. */
export class HeadFits {
  readonly #designs: Record<Fit, { design: Matrix; inverse: Matrix }>;

  constructor(front: Shape) {
    const rows = front.map(({ x, y }, index) => {
      const depth = meanHead[index]!.depth;
      return [1, x, y, depth, x * x, x * y, y * y].map((value) => value * roots[index]!);
    });
    const all = new Matrix(rows);
    const fit = (name: Fit) => {
      const design = all.subMatrixColumn([...columns[name]]);
      return { design, inverse: pseudoInverse(design) };
    };
    this.#designs = {
      flat: fit('flat'),
      head: fit('head'),
      bent: fit('bent'),
      relief: fit('relief'),
    };
  }

  motionTo(now: Shape): HeadMotion {
    const seen = new Matrix(now.map(({ x, y }, index) => [x * roots[index]!, y * roots[index]!]));
    const solve = (name: Fit) => {
      const { design, inverse } = this.#designs[name];
      const solution = inverse.mmul(seen);
      const left = Matrix.sub(seen, design.mmul(solution));
      return { solution, residual: left.norm('frobenius') };
    };
    const flat = solve('flat');
    const head = solve('head');
    return {
      ...axesOf(head.solution),
      parallax: rowOf(head.solution, 3),
      relief: rowOf(solve('relief').solution, 3),
      slant: slantOf(flat.solution),
      residual: {
        flat: flat.residual,
        head: head.residual,
        bent: solve('bent').residual,
      },
    };
  }
}

function rowOf(solution: Matrix, row: number): Point {
  return { x: solution.get(row, 0), y: solution.get(row, 1) };
}

/** The image's two axes in the head's three: equally long and at right angles when it is rigid. */
function axesOf(solution: Matrix): Pick<HeadMotion, 'breadth' | 'skew'> {
  const axes = solution.subMatrixRow([1, 2, 3]);
  const across = axes.getColumnVector(0);
  const down = axes.getColumnVector(1);
  const width = across.norm('frobenius');
  const height = down.norm('frobenius');
  return { breadth: width / height, skew: across.dot(down) / (width * height) };
}

function slantOf(solution: Matrix): number {
  const [a, b, c, d] = solution.subMatrixRow([1, 2]).to1DArray() as [
    number,
    number,
    number,
    number,
  ];
  const sum = a * a + b * b + c * c + d * d;
  const spread = Math.sqrt(Math.max(0, sum * sum - 4 * (a * d - b * c) ** 2));
  return Math.sqrt(Math.max(0, sum - spread) / (sum + spread));
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

/** Height of the narrower eye's opening against its width. */
export function lidOpening(landmarks: readonly Point[]): number {
  const eye = (first: number) => {
    const at = (index: number) => landmarks[first + index]!;
    return (distance(at(1), at(5)) + distance(at(2), at(4))) / 2 / distance(at(0), at(3));
  };
  return Math.min(eye(36), eye(42));
}
