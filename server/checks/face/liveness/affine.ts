import type { Point } from '../../../vision/analysis.ts';

/** (x, y) → (a·x + b·y + right, c·x + d·y + down). */
export interface Affine {
  a: number;
  b: number;
  c: number;
  d: number;
  right: number;
  down: number;
}

/** The least-squares affine map from some points to others: what a flat thing's motion looks like. */
export function fitAffine(from: readonly Point[], to: readonly Point[]): Affine {
  const [p, q] = [middleOf(from), middleOf(to)];
  let [xx, xy, yy, ux, uy, vx, vy] = [0, 0, 0, 0, 0, 0, 0];
  from.forEach((point, index) => {
    const [x, y] = [point.x - p.x, point.y - p.y];
    const [u, v] = [to[index]!.x - q.x, to[index]!.y - q.y];
    xx += x * x;
    xy += x * y;
    yy += y * y;
    ux += u * x;
    uy += u * y;
    vx += v * x;
    vy += v * y;
  });
  const area = xx * yy - xy * xy;
  const [a, b] = [(ux * yy - uy * xy) / area, (uy * xx - ux * xy) / area];
  const [c, d] = [(vx * yy - vy * xy) / area, (vy * xx - vx * xy) / area];
  return { a, b, c, d, right: q.x - a * p.x - b * p.y, down: q.y - c * p.x - d * p.y };
}

export function applyAffine({ a, b, c, d, right, down }: Affine, { x, y }: Point): Point {
  return { x: a * x + b * y + right, y: c * x + d * y + down };
}

/** The lesser stretch over the greater, 0 to 1: how slantwise a flat thing would be seen. */
export function slantOf({ a, b, c, d }: Affine): number {
  const sum = a * a + b * b + c * c + d * d;
  const spread = Math.sqrt(Math.max(0, sum * sum - 4 * (a * d - b * c) ** 2));
  return Math.sqrt(Math.max(0, sum - spread) / (sum + spread));
}

export function middleOf(points: readonly Point[]): Point {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  return { x, y };
}
