import { Matrix, solve } from 'ml-matrix';
import type { Point } from '../analysis.ts';
import { patchSide } from './face-patch.ts';
import type { Track } from './parallax.ts';

/** Half the side of the square around each compared place, in pixels of a patch. */
export const half = 5;

/** Where a place is in the other picture, and steps of one pixel to the right and down there. */
interface Warp extends Point {
  right: Point;
  down: Point;
}

/** Pixels around a place in which other places tell how the picture is warped there, and how many it takes. */
const near = { pixels: 22, places: 6 } as const;
/** Square pixels that keep a warp straight where the places lie in a line. */
const give = 20;

/**
 * Returns how the picture around a place is moved, stretched and turned, by the places near it (least squares). Null
 * where nothing near is found.
 */
export function warpAround({ x, y, found }: Track, tracks: readonly Track[]): Warp | null {
  const neighbours = tracks.filter(
    (one) => one.found && (one.x - x) ** 2 + (one.y - y) ** 2 <= near.pixels ** 2,
  );
  if (neighbours.length < near.places) {
    return found && { ...found, right: { x: 1, y: 0 }, down: { x: 0, y: 1 } };
  }
  const count = neighbours.length;
  const mean = (value: (one: Track) => number) =>
    neighbours.reduce((sum, one) => sum + value(one), 0) / count;
  const from = { x: mean((one) => one.x), y: mean((one) => one.y) };
  const to = { x: mean((one) => one.found!.x), y: mean((one) => one.found!.y) };
  // Give and the displacements, by steps of one pixel.
  const normal = Matrix.eye(2).mul(give);
  const moves = Matrix.zeros(2, 2);
  for (const one of neighbours) {
    const [a, b] = [one.x - from.x, one.y - from.y];
    const [across, below] = [one.found!.x - to.x - a, one.found!.y - to.y - b];
    normal.add([
      [a * a, a * b],
      [a * b, b * b],
    ]);
    moves.add([
      [a * across, a * below],
      [b * across, b * below],
    ]);
  }
  const [byRight, byDown] = solve(normal, moves).to2DArray() as [Pair, Pair];
  const right = { x: 1 + byRight[0], y: byRight[1] };
  const down = { x: byDown[0], y: 1 + byDown[1] };
  const at = found ?? {
    x: to.x + (x - from.x) * right.x + (y - from.y) * down.x,
    y: to.y + (x - from.x) * right.y + (y - from.y) * down.y,
  };
  return { ...at, right, down };
}

type Pair = [number, number];
type Step = [number, number, number, number, number, number];

/** Rounds in which a warp is refined. */
const rounds = 6;

/** Refines a warp by the pixels (Lucas and Kanade, affine), and returns the best correlation. */
export function likenessThere(from: Uint8Array, to: Uint8Array, at: Point, start: Warp): number {
  const square = squareAt(from, { ...at, right: { x: 1, y: 0 }, down: { x: 0, y: 1 } });
  const side = 2 * half + 1;
  let warp = start;
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const now = squareAt(to, warp);
    const seen = correlation(square, now);
    if (!(seen > best)) break;
    best = seen;
    const [gain, offset] = lineThrough(now, square);
    // Columns: where the square is, and its four stretches, by the slopes of the present square.
    const normal = Matrix.eye(6).to2DArray();
    const left = [0, 0, 0, 0, 0, 0];
    for (let b = 1; b + 1 < side; b += 1) {
      for (let a = 1; a + 1 < side; a += 1) {
        const pixel = b * side + a;
        const right = (gain * (now[pixel + 1]! - now[pixel - 1]!)) / 2;
        const below = (gain * (now[pixel + side]! - now[pixel - side]!)) / 2;
        const [u, v] = [a - half, b - half];
        const row = [right, below, right * u, right * v, below * u, below * v];
        const rest = square[pixel]! - gain * now[pixel]! - offset;
        for (let at = 0; at < row.length; at += 1) {
          left[at]! += row[at]! * rest;
          const sums = normal[at]!;
          for (let to = 0; to < row.length; to += 1) sums[to]! += row[at]! * row[to]!;
        }
      }
    }
    const [dx, dy, ru, rv, bu, bv] = solve(
      new Matrix(normal),
      Matrix.columnVector(left),
    ).to1DArray() as Step;
    const { right, down } = warp;
    // The step is in pixels of the square, which the warp maps to the other picture.
    warp = {
      x: warp.x + dx * right.x + dy * down.x,
      y: warp.y + dx * right.y + dy * down.y,
      right: { x: right.x + ru * right.x + bu * down.x, y: right.y + ru * right.y + bu * down.y },
      down: { x: down.x + rv * right.x + bv * down.x, y: down.y + rv * right.y + bv * down.y },
    };
  }
  return best;
}

/** Least squares of `y` = gain · `x` + offset. */
function lineThrough(x: Float32Array, y: Float32Array): [gain: number, offset: number] {
  let sx = 0;
  let sy = 0;
  let xx = 0;
  let xy = 0;
  for (let at = 0; at < x.length; at += 1) {
    sx += x[at]!;
    sy += y[at]!;
    xx += x[at]! * x[at]!;
    xy += x[at]! * y[at]!;
  }
  const gain = (xy - (sx * sy) / x.length) / (xx - (sx * sx) / x.length);
  return [gain, (sy - gain * sx) / x.length];
}

/** Samples bilinearly. NaN outside the picture. */
function squareAt(luma: Uint8Array, { x, y, right, down }: Warp): Float32Array {
  const side = 2 * half + 1;
  const square = new Float32Array(side * side);
  for (let at = 0; at < square.length; at += 1) {
    const [a, b] = [(at % side) - half, Math.floor(at / side) - half];
    const [across, below] = [x + a * right.x + b * down.x, y + a * right.y + b * down.y];
    const [left, top] = [Math.floor(across), Math.floor(below)];
    const isInside = left >= 0 && top >= 0 && left + 1 < patchSide && top + 1 < patchSide;
    if (!isInside) return square.fill(NaN);
    const [fx, fy] = [across - left, below - top];
    const one = top * patchSide + left;
    const under = one + patchSide;
    const above = luma[one]! * (1 - fx) + luma[one + 1]! * fx;
    square[at] = above * (1 - fy) + (luma[under]! * (1 - fx) + luma[under + 1]! * fx) * fy;
  }
  return square;
}

function correlation(one: Float32Array, other: Float32Array): number {
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let at = 0; at < one.length; at += 1) {
    const [x, y] = [one[at]!, other[at]!];
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const count = one.length;
  return (ab - (a * b) / count) / Math.sqrt((aa - (a * a) / count) * (bb - (b * b) / count));
}
