import type { Point, QualityMeasures } from './analysis.ts';
import { alignmentOf, arcFaceTemplate, distance } from './landmarks.ts';
import { Pyramid, type Picture } from './picture.ts';
import { sample, type PixelLayout, type SampleTarget } from './sampling.ts';

const layout: PixelLayout = { order: 'grey', mean: [0, 0, 0], factor: [1, 1, 1] };

type PixelMeasures = Omit<QualityMeasures, 'headPose' | 'eyesOpen' | 'landmarkSpread'>;

/** Measures the quality of a face on the aligned grey face. */
export class QualityMeter {
  readonly #face: SampleTarget = {
    data: new Float32Array(arcFaceTemplate.side ** 2),
    width: arcFaceTemplate.side,
    height: arcFaceTemplate.side,
  };

  /** @param points the five landmarks, in pixels of the picture */
  measure(picture: Pyramid, points: readonly Point[]): PixelMeasures {
    sample(picture, alignmentOf(points, arcFaceTemplate), layout, this.#face);
    const exposed = exposure(this.#face);
    return {
      interEyeDistance: distance(points[0]!, points[1]!),
      sharpness: laplacianVariance(this.#face),
      ...exposed,
      flatness: flatShare(this.#face, exposed.brightness),
      ...sensorMeasures(picture.base, points),
    };
  }
}

/** The face itself in the aligned picture: brows to chin, without hair and background. */
const oval = { x: 56, y: 68, radiusX: 36, radiusY: 46 };

function inOval(x: number, y: number): boolean {
  return ((x - oval.x) / oval.radiusX) ** 2 + ((y - oval.y) / oval.radiusY) ** 2 <= 1;
}

function exposure({ data, width, height }: SampleTarget) {
  let pixels = 0;
  let sum = 0;
  let dark = 0;
  let bright = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (!inOval(x, y)) continue;
      const luma = data[y * width + x]!;
      pixels += 1;
      sum += luma;
      if (luma < 25) dark += 1;
      if (luma > 247) bright += 1;
    }
  }
  return {
    brightness: sum / pixels,
    underExposure: dark / pixels,
    overExposure: bright / pixels,
  };
}

function laplacianVariance({ data, width, height }: SampleTarget): number {
  let pixels = 0;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      if (!inOval(x, y)) continue;
      const at = y * width + x;
      const laplacian =
        data[at - width]! + data[at + width]! + data[at - 1]! + data[at + 1]! - 4 * data[at]!;
      pixels += 1;
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  return squares / pixels - (sum / pixels) ** 2;
}

/** Steps between neighbours below this share of the mean are no texture. Relative, so dark faces are not flat. */
const flatStep = 2 / 128;

/** Share of the face without any texture: drawn in one colour, or smoothed away. */
function flatShare({ data, width, height }: SampleTarget, brightness: number): number {
  const square = (flatStep * Math.max(1, brightness)) ** 2;
  let pixels = 0;
  let flat = 0;
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      if (!inOval(x, y)) continue;
      const at = y * width + x;
      const right = data[at + 1]! - data[at]!;
      const down = data[at + width]! - data[at]!;
      pixels += 1;
      if (right * right + down * down < square) flat += 1;
    }
  }
  return flat / pixels;
}

/** Number of sample places along each side of a face: enough for a median. */
const places = 64;
/** Histogram bins per luma step of the operator, whose values reach 16 times 255. */
const binsToOne = 8;

/**
 * Measures the sensor's noise in the picture's own pixels, from brow to mouth.
 *
 * The noise is the response to the operator of Immerkær (1996, "Fast noise variance estimation"), which is zero on an
 * even slope. It uses the median instead of the mean, because lashes and stubble are few pixels.
 */
function sensorMeasures({ data, width, height }: Picture, points: readonly Point[]) {
  const [left, right, , mouthLeft, mouthRight] = points as [Point, Point, Point, Point, Point];
  const fromX = Math.max(1, Math.round(Math.min(left.x, mouthLeft.x)));
  const toX = Math.min(width - 2, Math.round(Math.max(right.x, mouthRight.x)));
  const fromY = Math.max(1, Math.round(Math.min(left.y, right.y)));
  const toY = Math.min(height - 2, Math.round(Math.max(mouthLeft.y, mouthRight.y)));
  const step = Math.max(1, Math.floor((toX - fromX) / places));
  const counts = new Uint32Array(binsToOne * 64 + 1);
  let pixels = 0;
  let chroma = 0;
  for (let y = fromY; y <= toY; y += step) {
    for (let x = fromX; x <= toX; x += step) {
      const at = 3 * (y * width + x);
      const row = 3 * width;
      const response =
        lumaAt(data, at - row - 3) -
        2 * lumaAt(data, at - row) +
        lumaAt(data, at - row + 3) -
        2 * lumaAt(data, at - 3) +
        4 * lumaAt(data, at) -
        2 * lumaAt(data, at + 3) +
        lumaAt(data, at + row - 3) -
        2 * lumaAt(data, at + row) +
        lumaAt(data, at + row + 3);
      const bin = Math.min(counts.length - 1, Math.floor((Math.abs(response) / 6) * binsToOne));
      counts[bin]! += 1;
      chroma += Math.abs(data[at]! - data[at + 1]!) + Math.abs(data[at + 2]! - data[at + 1]!);
      pixels += 1;
    }
  }
  return { noise: medianOf(counts, pixels) / binsToOne / 0.6745, chroma: chroma / 2 / pixels };
}

/** Returns the median of a histogram, in bins. */
function medianOf(counts: Uint32Array, total: number): number {
  let below = 0;
  for (const [bin, count] of counts.entries()) {
    if (below + count > total / 2) return bin + (total / 2 - below) / count;
    below += count;
  }
  return NaN;
}

function lumaAt(data: Uint8Array, at: number): number {
  return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
}

/** Below this mean (of 255), a picture without a face may have one that is too dark to be found. */
const dark = 60;
/** Below this mean, a picture is only noise: a covered camera, or a lobby at night. */
const black = 3;
const wanted = 110;

/** Brightens the picture for the detector; null where that cannot help. */
export function brighten({ base }: Pyramid): Pyramid | null {
  const mean = meanOf(base);
  if (mean >= dark || mean < black) return null;
  const gain = wanted / mean;
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, value * gain));
  return new Pyramid({ ...base, data: base.data.map((value) => table[value]!) });
}

/** Takes every 31st value: enough to tell day from night, without favouring a row or channel. */
function meanOf({ data }: Picture): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < data.length; at += 31) {
    sum += data[at]!;
    count += 1;
  }
  return sum / count;
}
