import { clippedLuma, lumaSteps, type FramePrint } from './analysis.ts';
import type { Picture, Pyramid } from './picture.ts';

/** Approximate number of cells along the longer side of a print. */
const cellsAlong = 160;

/** Limits beyond which a value counts as clipped, for pixels that are means of four. */
const black = 2;
const white = 250;
/** Binomial: about a Gaussian with a deviation of 1.2 cells. */
const kernel = [1 / 64, 6 / 64, 15 / 64, 20 / 64, 15 / 64, 6 / 64, 1 / 64];
const reach = 3;

/** @param scale image pixels per pixel of the pyramid's base */
export function printOf(pyramid: Pyramid, scale: number): FramePrint {
  // The detector has already made the half-size level, which needs a quarter of the work.
  const { picture, factor } = pyramid.levelFor(2);
  const side = Math.max(1, Math.round(Math.max(picture.width, picture.height) / cellsAlong));
  const width = Math.floor(picture.width / side);
  const height = Math.floor(picture.height / side);
  const mean = new Float32Array(width * height);
  const isClipped = new Uint8Array(width * height);
  fillCells(picture, side, width, mean, isClipped);
  const smooth = smoothValues(smoothValues(mean, width, height), height, width);
  const near = widen(widen(isClipped, width, height), height, width);
  const luma = new Uint16Array(smooth.length);
  for (let at = 0; at < luma.length; at += 1) {
    luma[at] = near[at] ? clippedLuma : smooth[at]! * lumaSteps + 0.5;
  }
  return { width, height, cell: side * factor * scale, luma };
}

/** Computes the mean luma (ITU-R BT.601) of each cell, and whether a pixel in it is clipped. A hot loop. */
function fillCells(
  { data, width: pictureWidth }: Picture,
  side: number,
  width: number,
  mean: Float32Array,
  isClipped: Uint8Array,
): void {
  const share = 1 / (side * side);
  const rows = (mean.length / width) * side;
  for (let y = 0; y < rows; y += 1) {
    let from = y * pictureWidth * 3;
    const cells = Math.floor(y / side) * width;
    for (let cell = cells; cell < cells + width; cell += 1) {
      let sum = 0;
      for (let x = 0; x < side; x += 1, from += 3) {
        const red = data[from]!;
        const green = data[from + 1]!;
        const blue = data[from + 2]!;
        sum += 0.299 * red + 0.587 * green + 0.114 * blue;
        if (red >= white || green >= white || blue >= white) isClipped[cell] = 1;
        else if (red <= black || green <= black || blue <= black) isClipped[cell] = 1;
      }
      mean[cell]! += sum * share;
    }
  }
}

/** Smooths along the rows, which become columns: a second call smooths the other axis and restores the layout. */
function smoothValues(values: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(values.length);
  const [k0, k1, k2, k3] = kernel as [number, number, number, number];
  const last = width - 1;
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    for (let x = 0; x < width; x += 1) {
      let sum: number;
      if (x >= reach && x <= last - reach) {
        const at = row + x;
        sum =
          k3 * values[at]! +
          k2 * (values[at - 1]! + values[at + 1]!) +
          k1 * (values[at - 2]! + values[at + 2]!) +
          k0 * (values[at - 3]! + values[at + 3]!);
      } else {
        sum = 0;
        for (let tap = -reach; tap <= reach; tap += 1) {
          const inside = Math.min(last, Math.max(0, x + tap));
          sum += kernel[tap + reach]! * values[row + inside]!;
        }
      }
      out[x * height + y] = sum;
    }
  }
  return out;
}

/** Marks the cells that smoothing mixed with marked ones, along the rows; rows become columns. */
function widen(marks: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(marks.length);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    for (let x = 0; x < width; x += 1) {
      if (!marks[row + x]) continue;
      const to = Math.min(width - 1, x + reach);
      for (let near = Math.max(0, x - reach); near <= to; near += 1) out[near * height + y] = 1;
    }
  }
  return out;
}
