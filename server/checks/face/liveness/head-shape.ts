import type { Point } from '../../../vision/analysis.ts';
import { distance, fivePoints } from '../../../vision/landmarks.ts';

/** Landmarks with the middle of the eyes at (0, 0) and the image-right eye at (0.5, 0). */
export type Shape = readonly Point[];

/** How a face differs from the same face seen from the front. Lengths in inter-eye distances. */
export interface ShapeChange {
  /**
   * How far the nose has moved against the eyes and the mouth, beyond what a flat thing does: a nose
   * stands out from the face. To the image's right, and down. Real heads: about 0.006 for each degree
   * of yaw and -0.007 for each degree of looking up (median over LFW).
   */
  nose: Point;
  /** Root mean square of what the best affine map leaves over. */
  residual: number;
  /** 1 for an affine map that only moves, turns and scales; less the more slantwise. */
  slant: number;
  /** Width between the eyes against the length of the nose: below 1 when seen from the side. */
  narrowing: number;
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** Lids, corners and middle of the mouth: nearly in one plane, and the nose is not among them. */
const plane = [...range(36, 47), 48, 51, 54, 57];
const nose = range(29, 35);
const bridge = { top: 27, base: 33 };

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

export function changeOf(front: Shape, now: Shape): ShapeChange {
  const pick = (shape: Shape, indices: readonly number[]) => indices.map((index) => shape[index]!);
  const flat = fitAffine(pick(front, plane), pick(now, plane));
  const moved = { x: 0, y: 0 };
  for (const index of nose) {
    const expected = applyAffine(flat, front[index]!);
    moved.x += (now[index]!.x - expected.x) / nose.length;
    moved.y += (now[index]!.y - expected.y) / nose.length;
  }
  const whole = fitAffine(front, now);
  const squares = front.map(
    (point, index) => distance(applyAffine(whole, point), now[index]!) ** 2,
  );
  const length = (shape: Shape) => distance(shape[bridge.top]!, shape[bridge.base]!);
  return {
    nose: moved,
    residual: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length),
    slant: slantOf(whole),
    narrowing: length(front) / length(now),
  };
}

/** Height of the narrower eye's opening against its width. */
export function lidOpening(landmarks: readonly Point[]): number {
  const eye = (first: number) => {
    const at = (index: number) => landmarks[first + index]!;
    return (distance(at(1), at(5)) + distance(at(2), at(4))) / 2 / distance(at(0), at(3));
  };
  return Math.min(eye(36), eye(42));
}

/** (x, y) → (a·x + b·y + right, c·x + d·y + down). */
interface Affine {
  a: number;
  b: number;
  c: number;
  d: number;
  right: number;
  down: number;
}

/** The least-squares affine map from some points to others: what a flat thing's motion looks like. */
function fitAffine(from: readonly Point[], to: readonly Point[]): Affine {
  const p = middleOf(from);
  const q = middleOf(to);
  let [xx, xy, yy, ux, uy, vx, vy] = [0, 0, 0, 0, 0, 0, 0];
  from.forEach((point, index) => {
    const x = point.x - p.x;
    const y = point.y - p.y;
    const u = to[index]!.x - q.x;
    const v = to[index]!.y - q.y;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    ux += u * x;
    uy += u * y;
    vx += v * x;
    vy += v * y;
  });
  const area = xx * yy - xy * xy;
  const a = (ux * yy - uy * xy) / area;
  const b = (uy * xx - ux * xy) / area;
  const c = (vx * yy - vy * xy) / area;
  const d = (vy * xx - vx * xy) / area;
  return { a, b, c, d, right: q.x - a * p.x - b * p.y, down: q.y - c * p.x - d * p.y };
}

function applyAffine({ a, b, c, d, right, down }: Affine, { x, y }: Point): Point {
  return { x: a * x + b * y + right, y: c * x + d * y + down };
}

/** The lesser stretch over the greater, 0 to 1: how slantwise a flat thing would be seen. */
function slantOf({ a, b, c, d }: Affine): number {
  const sum = a * a + b * b + c * c + d * d;
  const spread = Math.sqrt(Math.max(0, sum * sum - 4 * (a * d - b * c) ** 2));
  return Math.sqrt(Math.max(0, sum - spread) / (sum + spread));
}

function middleOf(points: readonly Point[]): Point {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  return { x, y };
}
