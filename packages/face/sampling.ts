import type { Pyramid, Picture } from './picture.ts';

/** Maps a pixel of the target to a place in the source: `x' = a x + b y + c`, `y' = d x + e y + f`. */
export interface Affine {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

/** How pixels become a model's input: channel order, and `value = (pixel - mean) * factor`. */
export interface PixelLayout {
  order: 'rgb' | 'bgr' | 'grey';
  mean: readonly [number, number, number];
  factor: readonly [number, number, number];
}

/** A model input to fill, channel after channel (NCHW with N = 1). */
export interface SampleTarget {
  data: Float32Array;
  width: number;
  height: number;
}

/** Returns the map that fills a target of this size from a rectangle of the source, edge to edge. */
export function cropMap(
  box: { x: number; y: number; width: number; height: number },
  target: { width: number; height: number },
): Affine {
  const a = box.width / target.width;
  const e = box.height / target.height;
  return { a, b: 0, c: box.x + 0.5 * a - 0.5, d: 0, e, f: box.y + 0.5 * e - 0.5 };
}

/**
 * Samples the picture bilinearly into the target. `map` is in pixels of the pyramid's base, with pixel centres at
 * whole numbers. Places outside the picture count as black.
 * @param sharp samples the base even where it is much larger than the target, like OpenCV's linear resize, with which
 *   some models were trained
 */
export function sample(
  source: Pyramid,
  map: Affine,
  layout: PixelLayout,
  target: SampleTarget,
  sharp = false,
): void {
  const scale = Math.sqrt(Math.abs(map.a * map.e - map.b * map.d));
  const { picture, factor } = source.levelFor(sharp ? 1 : scale);
  const scaled = factor === 1 ? map : scaleMap(map, factor);
  if (layout.order === 'grey') sampleGrey(picture, scaled, layout, target);
  else if (map.b === 0 && map.d === 0) resizeColour(picture, scaled, layout, target);
  else sampleColour(picture, scaled, layout, target);
}

function scaleMap({ a, b, c, d, e, f }: Affine, factor: number): Affine {
  const centre = (value: number) => (value + 0.5) / factor - 0.5;
  return {
    a: a / factor,
    b: b / factor,
    c: centre(c),
    d: d / factor,
    e: e / factor,
    f: centre(f),
  };
}

/*
 * These are hot loops: a frame has some 170,000 samples. They use only typed arrays, allocate no objects, and repeat
 * code where a function call per pixel would cost time.
 */

/** Any map, in colour. */
function sampleColour(
  picture: Picture,
  map: Affine,
  layout: PixelLayout,
  target: SampleTarget,
): void {
  const { data, width, height } = picture;
  const out = target.data;
  const plane = target.width * target.height;
  const first = layout.order === 'bgr' ? 2 * plane : 0;
  const third = layout.order === 'bgr' ? 0 : 2 * plane;
  const [m0, m1, m2] = layout.mean;
  const [k0, k1, k2] = layout.factor;
  const row = width * 3;
  const right = width - 0.5;
  const bottom = height - 0.5;
  let to = 0;
  for (let y = 0; y < target.height; y += 1) {
    let sx = map.b * y + map.c;
    let sy = map.e * y + map.f;
    for (let x = 0; x < target.width; x += 1, to += 1, sx += map.a, sy += map.d) {
      if (sx < -0.5 || sy < -0.5 || sx > right || sy > bottom) {
        out[to + first] = -m0 * k0;
        out[to + plane] = -m1 * k1;
        out[to + third] = -m2 * k2;
        continue;
      }
      const cx = sx < 0 ? 0 : sx > width - 1 ? width - 1 : sx;
      const cy = sy < 0 ? 0 : sy > height - 1 ? height - 1 : sy;
      const ix = cx | 0;
      const iy = cy | 0;
      const fx = cx - ix;
      const fy = cy - iy;
      const at = iy * row + ix * 3;
      const dx = ix < width - 1 ? 3 : 0;
      const below = iy < height - 1 ? at + row : at;
      const w11 = fx * fy;
      const w10 = fy - w11;
      const w01 = fx - w11;
      const w00 = 1 - fx - w10;
      const p0 =
        data[at]! * w00 + data[at + dx]! * w01 + data[below]! * w10 + data[below + dx]! * w11;
      const p1 =
        data[at + 1]! * w00 +
        data[at + dx + 1]! * w01 +
        data[below + 1]! * w10 +
        data[below + dx + 1]! * w11;
      const p2 =
        data[at + 2]! * w00 +
        data[at + dx + 2]! * w01 +
        data[below + 2]! * w10 +
        data[below + dx + 2]! * w11;
      out[to + first] = (p0 - m0) * k0;
      out[to + plane] = (p1 - m1) * k1;
      out[to + third] = (p2 - m2) * k2;
    }
  }
}

/** Any map, in grey. */
function sampleGrey(
  picture: Picture,
  map: Affine,
  layout: PixelLayout,
  target: SampleTarget,
): void {
  const { data, width, height } = picture;
  const out = target.data;
  const mean = layout.mean[0];
  const factor = layout.factor[0];
  const row = width * 3;
  let to = 0;
  for (let y = 0; y < target.height; y += 1) {
    let sx = map.b * y + map.c;
    let sy = map.e * y + map.f;
    for (let x = 0; x < target.width; x += 1, to += 1, sx += map.a, sy += map.d) {
      if (sx < -0.5 || sy < -0.5 || sx > width - 0.5 || sy > height - 0.5) {
        out[to] = -mean * factor;
        continue;
      }
      const cx = sx < 0 ? 0 : sx > width - 1 ? width - 1 : sx;
      const cy = sy < 0 ? 0 : sy > height - 1 ? height - 1 : sy;
      const ix = cx | 0;
      const iy = cy | 0;
      const fx = cx - ix;
      const fy = cy - iy;
      const at = iy * row + ix * 3;
      const dx = ix < width - 1 ? 3 : 0;
      const below = iy < height - 1 ? row : 0;
      const upper = luma(data, at) * (1 - fx) + luma(data, at + dx) * fx;
      const lower = luma(data, at + below) * (1 - fx) + luma(data, at + below + dx) * fx;
      out[to] = (upper * (1 - fy) + lower * fy - mean) * factor;
    }
  }
}

/** Maps without rotation, in colour: each column's values are computed once for all rows. */
function resizeColour(
  picture: Picture,
  map: Affine,
  layout: PixelLayout,
  target: SampleTarget,
): void {
  const { data, width, height } = picture;
  const out = target.data;
  const plane = target.width * target.height;
  const first = layout.order === 'bgr' ? 2 * plane : 0;
  const third = layout.order === 'bgr' ? 0 : 2 * plane;
  const [m0, m1, m2] = layout.mean;
  const [k0, k1, k2] = layout.factor;
  const columns = columnsOf(map, width, target.width);
  const { left, right, weight } = columns;
  const row = width * 3;
  out.fill(-m0 * k0, first, first + plane);
  out.fill(-m1 * k1, plane, 2 * plane);
  out.fill(-m2 * k2, third, third + plane);
  for (let y = 0; y < target.height; y += 1) {
    const sy = map.e * y + map.f;
    if (sy < -0.5 || sy > height - 0.5) continue;
    const cy = sy < 0 ? 0 : sy > height - 1 ? height - 1 : sy;
    const iy = cy | 0;
    const fy = cy - iy;
    const upper = iy * row;
    const lower = iy < height - 1 ? upper + row : upper;
    let to = y * target.width + columns.from;
    if (fy === 0 && columns.exact) {
      for (let x = columns.from; x < columns.to; x += 1, to += 1) {
        const a = upper + left[x]!;
        out[to + first] = (data[a]! - m0) * k0;
        out[to + plane] = (data[a + 1]! - m1) * k1;
        out[to + third] = (data[a + 2]! - m2) * k2;
      }
      continue;
    }
    for (let x = columns.from; x < columns.to; x += 1, to += 1) {
      const fx = weight[x]!;
      const a = upper + left[x]!;
      const b = upper + right[x]!;
      const c = lower + left[x]!;
      const d = lower + right[x]!;
      const w11 = fx * fy;
      const w10 = fy - w11;
      const w01 = fx - w11;
      const w00 = 1 - fx - w10;
      const p0 = data[a]! * w00 + data[b]! * w01 + data[c]! * w10 + data[d]! * w11;
      const p1 = data[a + 1]! * w00 + data[b + 1]! * w01 + data[c + 1]! * w10 + data[d + 1]! * w11;
      const p2 = data[a + 2]! * w00 + data[b + 2]! * w01 + data[c + 2]! * w10 + data[d + 2]! * w11;
      out[to + first] = (p0 - m0) * k0;
      out[to + plane] = (p1 - m1) * k1;
      out[to + third] = (p2 - m2) * k2;
    }
  }
}

/** For each target column inside the picture: the two source columns, and the weight of the second one. */
function columnsOf(map: Affine, sourceWidth: number, targetWidth: number) {
  const left = new Int32Array(targetWidth);
  const right = new Int32Array(targetWidth);
  const weight = new Float64Array(targetWidth);
  let from = targetWidth;
  let to = 0;
  for (let x = 0; x < targetWidth; x += 1) {
    const sx = map.a * x + map.c;
    if (sx < -0.5 || sx > sourceWidth - 0.5) continue;
    from = Math.min(from, x);
    to = x + 1;
    const cx = Math.min(Math.max(0, sx), sourceWidth - 1);
    const ix = Math.floor(cx);
    left[x] = ix * 3;
    right[x] = Math.min(ix + 1, sourceWidth - 1) * 3;
    weight[x] = cx - ix;
  }
  return { left, right, weight, from, to, exact: weight.every((value) => value === 0) };
}

/** Luma of ITU-R BT.601, 0 to 255. */
function luma(data: Uint8Array, at: number): number {
  return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
}
