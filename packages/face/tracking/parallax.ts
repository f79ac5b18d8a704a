import { Matrix, solve } from 'ml-matrix';
import type { FacePatch, Parallax, Point } from '../analysis.ts';
import { distance, fivePoints } from '../landmarks.ts';
import { depthAround } from './head-depth.ts';
import type { Track } from './place-follower.ts';
/** Fewer places give no result. */
const fewest = 25;
/** Number of fits. Each gives less weight to places that the previous fit did not explain (Tukey). */
const rounds = 6;
/** Weights are zero from `times` the median error, which counts as at least `error` (inter-eye distances). */
const tolerance = { times: 3, error: 0.004 } as const;
/** Height of the forehead above the brows that is included. */
const forehead = 0.35;

/** Columns of the fit: 1, x, y, x², xy, y², and the depth last. */
const columns = 7;

/**
 * Measures how the depth of a head shows between two pictures of it. A flat sheet moves by a quadratic map of the
 * plane; so do bent sheets, tubes and balls, nearly. A head that turns moves each place by its depth as well. Only
 * places above the mouth count.
 *
 * @returns null where too few places were found again
 */
export function parallaxOf({ landmarks }: FacePatch, tracks: readonly Track[]): Parallax | null {
  const head = depthAround(landmarks);
  const isOfHead = upperFace(landmarks);
  const rows: number[][] = [];
  const seen: Point[] = [];
  for (const { found, ...place } of tracks) {
    if (!found || !isOfHead(place)) continue;
    const [x, y] = [(place.x - head.middle.x) / head.eyes, (place.y - head.middle.y) / head.eyes];
    rows.push([1, x, y, x * x, x * y, y * y, head.depthAt(place)]);
    seen.push({ x: found.x / head.eyes, y: found.y / head.eyes });
  }
  if (rows.length < fewest) return null;
  return depthOf(rows, seen);
}

function depthOf(rows: readonly number[][], seen: readonly Point[]): Parallax | null {
  let weights = rows.map(() => 1);
  let found: Parallax | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const [byX, byY] = leastSquares(rows, seen, weights);
    found = { x: byX.at(-1)!, y: byY.at(-1)! };
    const errors = rows.map((row, at) => {
      const across = row.reduce((sum, value, column) => sum + value * byX[column]!, 0);
      const down = row.reduce((sum, value, column) => sum + value * byY[column]!, 0);
      return Math.hypot(across - seen[at]!.x, down - seen[at]!.y);
    });
    const usual = errors.toSorted((one, other) => one - other)[errors.length >> 1]!;
    const end = tolerance.times * Math.max(tolerance.error, usual);
    weights = errors.map((error) => (error < end ? (1 - (error / end) ** 2) ** 2 : 0));
  }
  return found && Number.isFinite(found.x) && Number.isFinite(found.y) ? found : null;
}

/** Solves the normal equations, for both axes. */
function leastSquares(
  rows: readonly number[][],
  seen: readonly Point[],
  weights: readonly number[],
): [number[], number[]] {
  const square = Array.from({ length: columns }, () => new Array<number>(columns).fill(0));
  const wanted = Array.from({ length: columns }, () => [0, 0]);
  rows.forEach((row, at) => {
    for (let one = 0; one < columns; one += 1) {
      const value = weights[at]! * row[one]!;
      for (let other = 0; other < columns; other += 1) square[one]![other]! += value * row[other]!;
      wanted[one]![0]! += value * seen[at]!.x;
      wanted[one]![1]! += value * seen[at]!.y;
    }
  });
  // Places on one line leave the fit undetermined; this keeps the result finite.
  square.forEach((row, at) => (row[at]! += 1e-9));
  const solution = solve(new Matrix(square), new Matrix(wanted));
  return [solution.getColumn(0), solution.getColumn(1)];
}

/** Whether a place lies on the face and above the mouth, which moves when somebody talks. */
function upperFace(landmarks: readonly Point[]): (at: Point) => boolean {
  const [left, right] = fivePoints(landmarks);
  const eyes = distance(left, right);
  const brows = landmarks.slice(17, 27).map(({ x, y }) => ({ x, y: y - forehead * eyes }));
  const outline = [...landmarks.slice(0, 17), ...brows.reverse()];
  const lips = Math.min(...[50, 51, 52].map((index) => landmarks[index]!.y));
  return (at) => at.y <= lips && isInside(outline, at);
}

function isInside(outline: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  outline.forEach((one, index) => {
    const other = outline.at(index - 1)!;
    if (one.y > y === other.y > y) return;
    if (x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) inside = !inside;
  });
  return inside;
}
