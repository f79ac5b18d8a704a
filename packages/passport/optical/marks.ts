/** Grey pixels, one byte each, row by row. */
export interface GreyPicture {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A connected dark area up to the size of a character, by its middle. In pixels. */
export interface Mark {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** More marks than a full page of text: the search stops in a picture that was made to keep the reader busy. */
const mostMarks = 6000;
const characterHeight = { least: 7, most: 70 };
/** How much darker ink is than its surroundings. */
const contrast = { share: 0.11, least: 7 };

/** Finds possible characters: dark areas on brighter ground, in any light. */
export function findMarks({ data, width, height }: GreyPicture): Mark[] {
  const dark = darkPixels({ data, width, height });
  const stack = new Int32Array(width * height);
  const marks: Mark[] = [];
  for (let start = 0; start < dark.length; start++) {
    if (dark[start] !== 1) continue;
    let left = width;
    let right = 0;
    let top = height;
    let bottom = 0;
    let size = 0;
    stack[size++] = start;
    dark[start] = 2;
    while (size > 0) {
      const at = stack[--size] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      for (let dy = y > 0 ? -1 : 0; dy <= (y < height - 1 ? 1 : 0); dy++) {
        for (let dx = x > 0 ? -1 : 0; dx <= (x < width - 1 ? 1 : 0); dx++) {
          const next = at + dy * width + dx;
          if (dark[next] !== 1) continue;
          dark[next] = 2;
          stack[size++] = next;
        }
      }
    }
    const [w, h] = [right - left + 1, bottom - top + 1];
    const isCharacter =
      h >= characterHeight.least && h <= characterHeight.most && w <= 1.5 * h && w >= 0.08 * h;
    if (isCharacter) {
      marks.push({ x: (left + right) / 2, y: (top + bottom) / 2, width: w, height: h });
    }
    if (marks.length > mostMarks) return [];
  }
  return marks;
}

/** 1 for each pixel that is darker than the mean around it. */
function darkPixels({ data, width, height }: GreyPicture): Uint8Array {
  const radius = Math.round(width / 64);
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  const dark = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * (width + 1);
    const bottom = Math.min(height, y + radius + 1) * (width + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      const sum =
        (sums[bottom + right] ?? 0) -
        (sums[bottom + left] ?? 0) -
        (sums[top + right] ?? 0) +
        (sums[top + left] ?? 0);
      const mean = sum / (((bottom - top) / (width + 1)) * (right - left));
      const least = Math.max(contrast.least, contrast.share * mean);
      if ((data[y * width + x] ?? 0) < mean - least) dark[y * width + x] = 1;
    }
  }
  return dark;
}
