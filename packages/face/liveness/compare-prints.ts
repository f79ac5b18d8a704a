import { clippedLuma, type FramePrint, lumaSteps } from '../analysis.ts';

/** In cells of a print; `right` and `bottom` are exclusive. */
export interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The difference between a region of two frames. */
export interface Difference {
  /** Root mean square that brightness and a shift do not explain, in luma levels of the earlier frame. */
  residual: number;
  /** Distance by which the picture has moved, in cells. */
  shift: number;
}

const nothingAlike: Difference = { residual: Infinity, shift: Infinity };

/** Fewer cells than this can match by chance. */
const fewestCells = 300;
/** Cell strides, across and down: the coarse ones come first, the fine ones only for promising pairs. */
const strides = { first: 4, coarse: 5, fine: 2 };
const hopeless = { first: 8, coarse: 1 };
/** Brightness, offset, a brightness curve, and a shift to the right and down. */
const terms = 5;
const middle = 128 * lumaSteps;

/**
 * Fits the earlier frame to the later one by brightness and a small shift, with least squares. Two copies of the
 * same picture leave only coding noise. Frames of a live camera leave more: the camera adds noise of its own, and
 * the person in front of it is never quite still.
 *
 * @returns infinity when there are too few cells to compare
 */
export function differenceOf(earlier: FramePrint, later: FramePrint, region: Region): Difference {
  const { width, height } = later;
  if (earlier.width !== width || earlier.height !== height) return nothingAlike;
  const inside = {
    left: Math.max(1, Math.floor(region.left)),
    top: Math.max(1, Math.floor(region.top)),
    right: Math.min(width - 1, Math.ceil(region.right)),
    bottom: Math.min(height - 1, Math.ceil(region.bottom)),
  };
  const gain = gainOf(earlier.luma, later.luma, width, inside);
  if (gain === null) return nothingAlike;
  const coarse = fit(earlier.luma, later.luma, width, inside, gain, strides.coarse);
  if (!(coarse.residual <= hopeless.coarse)) return coarse;
  return fit(earlier.luma, later.luma, width, inside, gain, strides.fine);
}

/** Returns the earlier frame's contrast over the later one's; null when the two do not resemble each other. */
function gainOf(a: Uint16Array, b: Uint16Array, width: number, region: Region): number | null {
  let cells = 0;
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let y = region.top; y < region.bottom; y += strides.first) {
    for (let x = region.left; x < region.right; x += strides.first) {
      const at = y * width + x;
      const u = a[at]!;
      const v = b[at]!;
      if (u === clippedLuma || v === clippedLuma) continue;
      cells += 1;
      sumA += u;
      sumB += v;
      sumAA += u * u;
      sumBB += v * v;
      sumAB += u * v;
    }
  }
  const spreadA = sumAA - (sumA * sumA) / cells;
  const spreadB = sumBB - (sumB * sumB) / cells;
  const shared = sumAB - (sumA * sumB) / cells;
  if (cells * strides.first ** 2 < fewestCells || !(spreadA > 0 && spreadB > 0 && shared > 0)) {
    return null;
  }
  const left = Math.sqrt(Math.max(0, spreadA - (shared * shared) / spreadB) / cells);
  return left <= hopeless.first * lumaSteps ? Math.sqrt(spreadA / spreadB) : null;
}

/** A hot loop: some 1,200 cells. */
function fit(
  a: Uint16Array,
  b: Uint16Array,
  width: number,
  region: Region,
  gain: number,
  stride: number,
): Difference {
  const moments = new Float64Array(terms * (terms + 1));
  const term = new Float64Array(terms);
  let cells = 0;
  let squares = 0;
  for (let y = region.top; y < region.bottom; y += stride) {
    for (let x = region.left; x < region.right; x += stride) {
      const at = y * width + x;
      const u = a[at]!;
      const v = b[at]!;
      if (u === clippedLuma || v === clippedLuma || nearClipped(a, b, at, width)) continue;
      const value = v - middle;
      const bright = u - middle;
      term[0] = bright;
      term[1] = 1;
      term[2] = (bright * bright) / middle;
      // The mean slope of both explains a shift to the third order (as in efficient second-order tracking).
      term[3] = (a[at + 1]! - a[at - 1]! + gain * (b[at + 1]! - b[at - 1]!)) / 4;
      term[4] = (a[at + width]! - a[at - width]! + gain * (b[at + width]! - b[at - width]!)) / 4;
      cells += 1;
      squares += value * value;
      for (let row = 0; row < terms; row += 1) {
        const of = row * (terms + 1);
        for (let column = row; column < terms; column += 1) {
          moments[of + column]! += term[row]! * term[column]!;
        }
        moments[of + terms]! += term[row]! * value;
      }
    }
  }
  if (cells * stride ** 2 < fewestCells) return nothingAlike;
  const { solution, explained } = solve(moments);
  const residual = (Math.sqrt(Math.max(0, squares - explained) / cells) * gain) / lumaSteps;
  return { residual, shift: Math.hypot(solution[3]!, solution[4]!) * gain };
}

function nearClipped(a: Uint16Array, b: Uint16Array, at: number, width: number): boolean {
  for (const next of [at - 1, at + 1, at - width, at + width]) {
    if (a[next] === clippedLuma || b[next] === clippedLuma) return true;
  }
  return false;
}

/** Gauss elimination of a symmetric system, given as its upper half with the right side as the last column. */
function solve(upper: Float64Array): { solution: Float64Array; explained: number } {
  const size = terms + 1;
  const rows = Float64Array.from(upper);
  for (let pivot = 0; pivot < terms; pivot += 1) {
    for (let row = pivot + 1; row < terms; row += 1) {
      const factor = rows[pivot * size + row]! / rows[pivot * size + pivot]!;
      for (let column = row; column < size; column += 1) {
        rows[row * size + column]! -= factor * rows[pivot * size + column]!;
      }
    }
  }
  const solution = new Float64Array(terms);
  let explained = 0;
  for (let row = terms - 1; row >= 0; row -= 1) {
    let value = rows[row * size + terms]!;
    for (let column = row + 1; column < terms; column += 1) {
      value -= rows[row * size + column]! * solution[column]!;
    }
    solution[row] = value / rows[row * size + row]!;
    explained += solution[row]! * upper[row * size + terms]!;
  }
  return { solution, explained };
}
