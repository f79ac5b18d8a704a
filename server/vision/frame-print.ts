import type { Picture, Pyramid } from './picture.ts';

/**
 * What a frame shows, small enough to be kept and compared: luma in a coarse grid, smoothed so that
 * coding noise hardly shows and a shift by a pixel is nearly linear.
 */
export interface FramePrint {
  /** In cells; the longer side has about `cellsAlong`. */
  width: number;
  height: number;
  /** Image pixels per cell. */
  cell: number;
  /** 0 to 255 in steps of 1/`lumaSteps`, row by row; `clipped` near pixels that are black or burnt out. */
  luma: Uint16Array;
}

const cellsAlong = 160;
export const lumaSteps = 128;
/** No brightness that can be compared: brightening would change what is seen there. */
export const clipped = 0xffff;

/** Channel values at the ends of the scale, of pixels that are means of four. */
const black = 2;
const white = 250;
/** Each pass weighs neighbours 1, 2, 1: together about a Gaussian with a deviation of 1.2 cells. */
const passes = 3;

/** @param scale image pixels per pixel of the pyramid's base */
export function printOf(pyramid: Pyramid, scale: number): FramePrint {
  // Half the size is there already, for the detector, and a quarter of the work.
  const { picture, factor } = pyramid.levelFor(2);
  const side = Math.max(1, Math.round(Math.max(picture.width, picture.height) / cellsAlong));
  const width = Math.floor(picture.width / side);
  const height = Math.floor(picture.height / side);
  const mean = new Float32Array(width * height);
  const isClipped = new Uint8Array(width * height);
  fillCells(picture, side, width, mean, isClipped);
  for (let pass = 0; pass < passes; pass += 1) {
    smooth(mean, width, height);
    widen(isClipped, width, height);
  }
  const luma = Uint16Array.from(mean, (value, at) =>
    isClipped[at] ? clipped : Math.round(value * lumaSteps),
  );
  return { width, height, cell: side * factor * scale, luma };
}

/** The mean luma (ITU-R BT.601) of each cell, and whether a pixel in it is clipped. A hot loop. */
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

function smooth(values: Float32Array, width: number, height: number): void {
  for (let y = 0; y < height; y += 1) smoothLine(values, y * width, 1, width);
  for (let x = 0; x < width; x += 1) smoothLine(values, x, width, height);
}

function smoothLine(values: Float32Array, first: number, step: number, count: number): void {
  let before = values[first]!;
  for (let at = first, left = count; left > 0; left -= 1, at += step) {
    const here = values[at]!;
    const after = left > 1 ? values[at + step]! : here;
    values[at] = (before + 2 * here + after) / 4;
    before = here;
  }
}

/** Marks the neighbours of what is marked, for smoothing has mixed them. */
function widen(marks: Uint8Array, width: number, height: number): void {
  for (let y = 0; y < height; y += 1) widenLine(marks, y * width, 1, width);
  for (let x = 0; x < width; x += 1) widenLine(marks, x, width, height);
}

function widenLine(marks: Uint8Array, first: number, step: number, count: number): void {
  let before = 0;
  for (let at = first, left = count; left > 0; left -= 1, at += step) {
    const here = marks[at]!;
    const after = left > 1 ? marks[at + step]! : 0;
    marks[at] = before | here | after;
    before = here;
  }
}
