import { glyphAlphabet, glyphCell, glyphPixels, glyphSize } from './glyphs.ts';
import type { GreyPicture } from './marks.ts';
import { pitchAt, valueAt, type TextLine } from './text-lines.ts';

/** How well a cell matches each character of the alphabet, from -1 to 1. */
export type CharacterFits = Float32Array;

const cellPixels = glyphSize.width * glyphSize.height;
const templates = readTemplates();
/** Tried offsets of a character from its column, in pixels of a cell. */
const shifts = [-1, 0, 1];
const stretches = [0.92, 1, 1.09];
/** Every so many cells, one decides the vertical stretch. */
const sampleEvery = 5;

/** Compares the columns from `first` to `last` of a line with each character. */
export function scoreLine(
  picture: GreyPicture,
  line: TextLine,
  first: number,
  last: number,
): CharacterFits[] {
  const columns = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const sample = columns.filter((_, i) => i % sampleEvery === 2);
  const fits = stretches.map((stretch) =>
    sample.reduce((sum, k) => sum + Math.max(...scoreCell(picture, line, k, stretch)), 0),
  );
  const stretch = stretches[fits.indexOf(Math.max(...fits))] ?? 1;
  return columns.map((k) => scoreCell(picture, line, k, stretch));
}

function scoreCell(
  picture: GreyPicture,
  line: TextLine,
  k: number,
  stretch: number,
): CharacterFits {
  const best = new Float32Array(glyphAlphabet.length).fill(-1);
  const cell = new Float32Array(cellPixels);
  const pitch = pitchAt(line, k);
  const slope = (line.y[1] + 2 * line.y[2] * k) / pitch;
  const length = Math.hypot(1, slope);
  const across = { x: 1 / length, y: slope / length };
  const stepX = (pitch * length * glyphCell.columns) / glyphSize.width;
  const stepY = (line.height * stretch * glyphCell.heights) / glyphSize.height;
  const [middleX, middleY] = [valueAt(line.x, k), valueAt(line.y, k)];
  for (const shiftY of shifts) {
    for (const shiftX of shifts) {
      let sum = 0;
      for (let j = 0; j < glyphSize.height; j++) {
        const v = (j + 0.5 + shiftY - glyphSize.height / 2) * stepY;
        for (let i = 0; i < glyphSize.width; i++) {
          const u = (i + 0.5 + shiftX - glyphSize.width / 2) * stepX;
          const x = middleX + u * across.x - v * across.y;
          const value = pixelAt(picture, x, middleY + u * across.y + v * across.x);
          cell[j * glyphSize.width + i] = -value;
          sum -= value;
        }
      }
      compare(cell, sum / cellPixels, best);
    }
  }
  return best;
}

function compare(cell: Float32Array, mean: number, best: CharacterFits): void {
  let square = 0;
  for (let i = 0; i < cellPixels; i++) square += ((cell[i] ?? 0) - mean) ** 2;
  const norm = Math.sqrt(square) || 1;
  for (let t = 0; t < best.length; t++) {
    let product = 0;
    const start = t * cellPixels;
    // Templates have a mean of 0, so the cell's mean does not matter.
    for (let i = 0; i < cellPixels; i++) product += (cell[i] ?? 0) * (templates[start + i] ?? 0);
    const score = product / norm;
    if (score > (best[t] ?? -1)) best[t] = score;
  }
}

/** Interpolates between four pixels; 0 outside the picture. */
function pixelAt({ data, width, height }: GreyPicture, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 0;
  const [u, v] = [x - left, y - top];
  const at = top * width + left;
  const upper = (data[at] ?? 0) * (1 - u) + (data[at + 1] ?? 0) * u;
  const lower = (data[at + width] ?? 0) * (1 - u) + (data[at + width + 1] ?? 0) * u;
  return upper * (1 - v) + lower * v;
}

/** Templates normalised to a mean of 0 and a length of 1. */
function readTemplates(): Float32Array {
  const pixels = Float32Array.from(Buffer.from(glyphPixels, 'base64'));
  for (let start = 0; start < pixels.length; start += cellPixels) {
    const glyph = pixels.subarray(start, start + cellPixels);
    const mean = glyph.reduce((sum, value) => sum + value, 0) / cellPixels;
    const norm = Math.hypot(...glyph.map((value) => value - mean));
    glyph.forEach((value, i) => (glyph[i] = (value - mean) / norm));
  }
  return pixels;
}
