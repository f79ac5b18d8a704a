/**
 * Decoded pixels, all of an image or a part of it, perhaps scaled down. Everything inside vision
 * works in the picture's own pixels; `toImage` leads back to the image that was sent.
 */
export interface Picture {
  /** RGB, 8 bit, row by row without padding. */
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * The pictures that one picture becomes by halving it, each made when first asked for: sampling
 * from one that is less than twice too large needs no wider filter than a bilinear one.
 */
export class Pyramid {
  readonly levels: Picture[];

  constructor(base: Picture) {
    this.levels = [base];
  }

  get base(): Picture {
    return this.levels[0]!;
  }

  /** The smallest level that still has `pixelsPerSample` base pixels or fewer per pixel. */
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

/** Every pixel the mean of two by two; an odd last column or row is dropped. */
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
