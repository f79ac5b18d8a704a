import type { Alteration, Point } from '../analysis.ts';
import { patchSide } from './face-patch.ts';
import type { Track } from './parallax.ts';

/** Half the side of the square around each compared place, in pixels of a patch. */
const half = 5;
/** A place has texture when the luma's slope, relative to the luma, reaches this in every direction. */
const texture = 0.01;
/** Correlation from which a place looks the same, whatever its brightness and however a smooth warp moves it. */
const alike = 0.97;

/** Share of the places that look less alike than `Alteration.change` says. */
const mostChanged = 0.1;

/**
 * Compares the textured places of a face with another picture of it. A warped picture shows all of them again. A head
 * that turns hides and changes many.
 *
 * @param isUpper whether a place is above the mouth
 */
export function alterationBetween(
  from: Uint8Array,
  to: Uint8Array,
  tracks: readonly Track[],
  isUpper: (at: Track) => boolean,
): Alteration {
  let places = 0;
  let altered = 0;
  const likeness: number[] = [];
  for (const track of tracks) {
    const { x, y } = track;
    if (!hasTexture(from, Math.round(x), Math.round(y))) continue;
    const start = warpAround(track, tracks);
    const seen = start && likenessThere(from, to, { x, y }, start);
    // A place that is not found, or outside the picture, is not alike.
    const value = Math.max(0, seen || 0);
    likeness.push(value);
    if (!isUpper(track)) continue;
    places += 1;
    if (value < alike) altered += 1;
  }
  likeness.sort((one, other) => one - other);
  return {
    places,
    altered,
    change: 1 - (likeness[Math.floor(mostChanged * likeness.length)] ?? 0),
  };
}

/** Whether the weaker of the two main slopes (Shi and Tomasi) is large enough. */
function hasTexture(luma: Uint8Array, x: number, y: number): boolean {
  const [edge, row] = [half + 3, patchSide];
  if (x < edge || y < edge || x >= patchSide - edge || y >= patchSide - edge) return false;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  let sum = 0;
  for (let b = -half; b <= half; b += 1) {
    for (let a = -half; a <= half; a += 1) {
      const at = (y + b) * row + x + a;
      const across = (side: number) =>
        luma[at + side]! + luma[at + side - row]! + luma[at + side + row]!;
      const down = (side: number) =>
        luma[at + side * row]! + luma[at + side * row - 1]! + luma[at + side * row + 1]!;
      const right = (across(2) - across(-2)) / 12;
      const below = (down(2) - down(-2)) / 12;
      xx += right * right;
      yy += below * below;
      xy += right * below;
      sum += luma[at]!;
    }
  }
  const count = (2 * half + 1) ** 2;
  const weaker = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
  return Math.sqrt(Math.max(0, weaker) / count) >= (texture * sum) / count;
}

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
function warpAround({ x, y, found }: Track, tracks: readonly Track[]): Warp | null {
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
  let [aa, bb, ab] = [give, give, 0];
  let [ax, bx, ay, by] = [0, 0, 0, 0];
  for (const one of neighbours) {
    const [a, b] = [one.x - from.x, one.y - from.y];
    const [right, down] = [one.found!.x - to.x - a, one.found!.y - to.y - b];
    aa += a * a;
    bb += b * b;
    ab += a * b;
    ax += a * right;
    bx += b * right;
    ay += a * down;
    by += b * down;
  }
  const spread = aa * bb - ab * ab;
  const right = { x: 1 + (ax * bb - bx * ab) / spread, y: (ay * bb - by * ab) / spread };
  const down = { x: (bx * aa - ax * ab) / spread, y: 1 + (by * aa - ay * ab) / spread };
  const at = found ?? {
    x: to.x + (x - from.x) * right.x + (y - from.y) * down.x,
    y: to.y + (x - from.x) * right.y + (y - from.y) * down.y,
  };
  return { ...at, right, down };
}

/** Rounds in which a warp is refined. */
const rounds = 6;

/** Refines a warp by the pixels (Lucas and Kanade, affine), and returns the best correlation. */
function likenessThere(from: Uint8Array, to: Uint8Array, at: Point, start: Warp): number {
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
    const normal = Array.from({ length: 6 }, () => new Float64Array(7));
    for (let b = 1; b + 1 < side; b += 1) {
      for (let a = 1; a + 1 < side; a += 1) {
        const pixel = b * side + a;
        const right = (gain * (now[pixel + 1]! - now[pixel - 1]!)) / 2;
        const below = (gain * (now[pixel + side]! - now[pixel - side]!)) / 2;
        const [u, v] = [a - half, b - half];
        const row = [right, below, right * u, right * v, below * u, below * v];
        const left = square[pixel]! - gain * now[pixel]! - offset;
        for (let one = 0; one < 6; one += 1) {
          for (let other = one; other < 6; other += 1)
            normal[one]![other]! += row[one]! * row[other]!;
          normal[one]![6]! += row[one]! * left;
        }
      }
    }
    const step = solved(normal);
    if (!step) break;
    const [dx, dy, ru, rv, bu, bv] = step as [number, number, number, number, number, number];
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
  let [sx, sy, xx, xy] = [0, 0, 0, 0];
  for (let at = 0; at < x.length; at += 1) {
    sx += x[at]!;
    sy += y[at]!;
    xx += x[at]! * x[at]!;
    xy += x[at]! * y[at]!;
  }
  const gain = (xy - (sx * sy) / x.length) / (xx - (sx * sx) / x.length);
  return [gain, (sy - gain * sx) / x.length];
}

/** Solves six symmetric equations, of which the upper half is given. */
function solved(rows: Float64Array[]): number[] | null {
  const size = rows.length;
  for (let one = 0; one < size; one += 1) {
    for (let other = 0; other < one; other += 1) rows[one]![other] = rows[other]![one]!;
    rows[one]![one]! += 1;
  }
  for (let one = 0; one < size; one += 1) {
    const pivot = rows[one]![one]!;
    if (!(pivot > 1e-6)) return null;
    for (let other = 0; other < size; other += 1) {
      if (other === one) continue;
      const factor = rows[other]![one]! / pivot;
      for (let at = one; at <= size; at += 1) rows[other]![at]! -= factor * rows[one]![at]!;
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!);
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
