import type { Scene } from './analysis.ts';
import type { Pyramid } from './picture.ts';

/** Cells along the longer side, about. */
const cellsAlong = 80;

/** @param scale image pixels per pixel of the pyramid's base */
export function sceneOf(pyramid: Pyramid, scale: number): Scene {
  const { base } = pyramid;
  // Half as fine as the level that is looked at, so that noise is averaged away.
  const wanted = Math.max(base.width, base.height) / (2 * cellsAlong);
  const { picture, factor } = pyramid.levelFor(Math.max(1, wanted));
  const side = Math.max(1, Math.round(Math.max(picture.width, picture.height) / cellsAlong));
  const width = Math.floor(picture.width / side);
  const height = Math.floor(picture.height / side);
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < luma.length; at += 1) {
    const left = side * (at % width);
    const top = side * Math.floor(at / width);
    let sum = 0;
    for (let y = top; y < top + side; y += 1) {
      for (let x = left; x < left + side; x += 1) {
        const from = 3 * (y * picture.width + x);
        const [red, green, blue] = [
          picture.data[from]!,
          picture.data[from + 1]!,
          picture.data[from + 2]!,
        ];
        sum += 0.299 * red + 0.587 * green + 0.114 * blue;
      }
    }
    luma[at] = Math.round(sum / (side * side));
  }
  return { width, height, cell: side * factor * scale, luma };
}
