import type { Pyramid } from './picture.ts';
import { resizeColour, sampleColour, sampleGrey } from './sampling-loops.ts';

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
export interface Target {
  data: Float32Array;
  width: number;
  height: number;
}

/** The map that fills a target of this size from a rectangle of the source, edge to edge. */
export function cropMap(
  box: { x: number; y: number; width: number; height: number },
  target: { width: number; height: number },
): Affine {
  const a = box.width / target.width;
  const e = box.height / target.height;
  return { a, b: 0, c: box.x + 0.5 * a - 0.5, d: 0, e, f: box.y + 0.5 * e - 0.5 };
}

/**
 * Samples the picture bilinearly into the target. `map` is in pixels of the pyramid's base, pixel
 * centres at whole numbers; places outside the picture count as black.
 * @param sharp sample the base itself even where it is much larger than the target, as OpenCV's
 *   linear resize does, which some models were trained with
 */
export function sample(
  source: Pyramid,
  map: Affine,
  layout: PixelLayout,
  target: Target,
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
