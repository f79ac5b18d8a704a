import type { Point } from '../analysis.ts';
import type { Pyramid } from '../picture.ts';
import type { Affine } from '../sampling.ts';
import { uprightFace } from '../tracking/face-patch.ts';

/** Pixels along each side; the eyes are about 70 pixels apart. */
export const reliefPatchSide = 224;

/** The square in which contrast is made even, in pixels from its middle. */
const evenRadius = 10;
/** Levels of luma added to the local deviation, so that noise on plain skin does not become texture. */
const evenFloor = 5;

/** A face cut out upright, with even contrast: two cameras expose and colour the same face differently. */
export interface ReliefPatch {
  /** Grey, row by row, a square: 128 is the mean of the neighbourhood, 40 levels its deviation. */
  luma: Uint8Array;
  /** The 68 points, in pixels of the patch. */
  landmarks: Point[];
  /** From a pixel of the patch to one of the picture. */
  toPicture: Affine;
}

/** @param landmarks the 68 points, in pixels of the pyramid's base */
export function reliefPatchOf(picture: Pyramid, landmarks: readonly Point[]): ReliefPatch {
  const { data, ...face } = uprightFace(picture, landmarks, reliefPatchSide);
  return { luma: withEvenContrast(data), ...face };
}

/** Subtracts the mean of each pixel's neighbourhood and divides by its deviation. */
function withEvenContrast(data: Float32Array): Uint8Array {
  const side = reliefPatchSide;
  const row = side + 1;
  const { sums, squares } = integrals(data);
  const out = new Uint8Array(side * side);
  for (let y = 0; y < side; y += 1) {
    const top = row * Math.max(0, y - evenRadius);
    const bottom = row * Math.min(side, y + evenRadius + 1);
    for (let x = 0; x < side; x += 1) {
      const left = Math.max(0, x - evenRadius);
      const right = Math.min(side, x + evenRadius + 1);
      const count = ((bottom - top) / row) * (right - left);
      const [a, b, c, d] = [bottom + right, top + right, bottom + left, top + left];
      const mean = (sums[a]! - sums[b]! - sums[c]! + sums[d]!) / count;
      const square = (squares[a]! - squares[b]! - squares[c]! + squares[d]!) / count;
      const deviation = Math.sqrt(Math.max(0, square - mean * mean)) + evenFloor;
      const value = 128 + (40 * (data[y * side + x]! - mean)) / deviation;
      out[y * side + x] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  return out;
}

/** Sums of all pixels above and to the left, and of their squares, with an empty first row and column. */
function integrals(data: Float32Array): { sums: Float64Array; squares: Float64Array } {
  const side = reliefPatchSide;
  const row = side + 1;
  const sums = new Float64Array(row * row);
  const squares = new Float64Array(row * row);
  for (let y = 0; y < side; y += 1) {
    let sum = 0;
    let square = 0;
    for (let x = 0; x < side; x += 1) {
      const value = data[y * side + x]!;
      sum += value;
      square += value * value;
      const at = (y + 1) * row + x + 1;
      sums[at] = sums[at - row]! + sum;
      squares[at] = squares[at - row]! + square;
    }
  }
  return { sums, squares };
}
