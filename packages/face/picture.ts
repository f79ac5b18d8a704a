import type { Box } from './analysis.ts';

/**
 * Decoded pixels of an image or a part of it, perhaps scaled down. Vision works in the picture's own pixels;
 * `toImage` converts to pixels of the original image.
 */
export interface Picture {
  /** RGB, 8 bit, row by row without padding. */
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * A picture and its repeatedly halved versions, each made at its first use. A bilinear filter is wide enough for
 * sampling from a level that is less than twice too large.
 */
export class Pyramid {
  readonly levels: Picture[];

  constructor(base: Picture) {
    this.levels = [base];
  }

  get base(): Picture {
    return this.levels[0]!;
  }

  /** Returns the smallest level with at most `pixelsPerSample` base pixels per pixel. */
  levelFor(pixelsPerSample: number): { picture: Picture; factor: number } {
    let level = 0;
    while (2 ** (level + 1) <= pixelsPerSample + 1e-6 && level < 12) level += 1;
    while (this.levels.length <= level) {
      const last = this.levels.at(-1)!;
      if (last.width < 2 || last.height < 2) break;
      this.levels.push(halve(last));
    }
    const found = Math.min(level, this.levels.length - 1);
    return { picture: this.levels[found]!, factor: 2 ** found };
  }
}

/** Halves a picture by means of two by two pixels; an odd last column or row is dropped. */
function halve({ data, width, height }: Picture): Picture {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint8Array(w * h * 3);
  const row = width * 3;
  let to = 0;
  for (let y = 0; y < h; y += 1) {
    let from = 2 * y * row;
    for (let x = 0; x < w; x += 1) {
      const below = from + row;
      out[to] = (data[from]! + data[from + 3]! + data[below]! + data[below + 3]! + 2) >> 2;
      out[to + 1] =
        (data[from + 1]! + data[from + 4]! + data[below + 1]! + data[below + 4]! + 2) >> 2;
      out[to + 2] =
        (data[from + 2]! + data[from + 5]! + data[below + 2]! + data[below + 5]! + 2) >> 2;
      to += 3;
      from += 6;
    }
  }
  return { data: out, width: w, height: h };
}

/** The square with the box's height and centre, which the models after the detector expect. */
export function squareOf(box: Box): Box {
  const side = box.height;
  return { x: box.x + (box.width - side) / 2, y: box.y, width: side, height: side };
}

/** The largest box first, as that face is nearest to the camera. */
export function largestFirst<T extends { box: Box }>(faces: readonly T[]): T[] {
  const area = ({ box }: T) => box.width * box.height;
  return faces.toSorted((one, other) => area(other) - area(one));
}

/** Scales the box around its centre. */
export function scaleBox(box: Box, factor: number): Box {
  const width = box.width * factor;
  const height = box.height * factor;
  return {
    x: box.x - (width - box.width) / 2,
    y: box.y - (height - box.height) / 2,
    width,
    height,
  };
}

/** The part of the box inside a picture. */
export function clip(box: Box, picture: { width: number; height: number }): Box {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(picture.width, box.x + box.width) - x),
    height: Math.max(0, Math.min(picture.height, box.y + box.height) - y),
  };
}

/** Moves the box, uncut, inside the picture; shrinks it only where it is larger than the picture. */
export function shiftInside(box: Box, picture: { width: number; height: number }): Box {
  const factor = Math.min(1, picture.width / box.width, picture.height / box.height);
  const fitting = scaleBox(box, factor);
  return {
    ...fitting,
    x: Math.min(Math.max(0, fitting.x), picture.width - fitting.width),
    y: Math.min(Math.max(0, fitting.y), picture.height - fitting.height),
  };
}

/** Area of the intersection over area of the union, 0 to 1. */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (one.width * one.height + other.width * other.height - shared);
}
