import type { Point, QualityMeasures } from './analysis.ts';
import { alignmentOf, arcFaceTemplate, distance } from './landmarks.ts';
import { Pyramid, type Picture } from './picture.ts';
import { sample, type PixelLayout, type Target } from './sampling.ts';

const layout: PixelLayout = { order: 'grey', mean: [0, 0, 0], factor: [1, 1, 1] };

type PixelMeasures = Omit<QualityMeasures, 'headPose' | 'eyesOpen' | 'landmarkSpread'>;

/** What the pixels of a face say of its quality, measured on the aligned grey face. */
export class QualityMeter {
  readonly #face: Target = {
    data: new Float32Array(arcFaceTemplate.side ** 2),
    width: arcFaceTemplate.side,
    height: arcFaceTemplate.side,
  };

  /** @param points the five landmarks, in pixels of the picture */
  measure(picture: Pyramid, points: readonly Point[]): PixelMeasures {
    sample(picture, alignmentOf(points, arcFaceTemplate), layout, this.#face);
    return {
      interEyeDistance: distance(points[0]!, points[1]!),
      sharpness: laplacianVariance(this.#face),
      ...exposure(this.#face),
    };
  }
}

/** The face itself in the aligned picture: brows to chin, without hair and background. */
const oval = { x: 56, y: 68, radiusX: 36, radiusY: 46 };

function inOval(x: number, y: number): boolean {
  return ((x - oval.x) / oval.radiusX) ** 2 + ((y - oval.y) / oval.radiusY) ** 2 <= 1;
}

function exposure({ data, width, height }: Target) {
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

function laplacianVariance({ data, width, height }: Target): number {
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

/** Below this mean, of 255, a picture without a face may have one that is only too dark to be found. */
const dark = 60;
/** Below this nothing is left but noise: a covered camera, a lobby at night. */
const black = 3;
const wanted = 110;

/** The picture brightened for the detector, or null where that cannot help. */
export function brightened({ base }: Pyramid): Pyramid | null {
  const mean = meanOf(base);
  if (mean >= dark || mean < black) return null;
  const gain = wanted / mean;
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, value * gain));
  return new Pyramid({ ...base, data: base.data.map((value) => table[value]!) });
}

/** Of every 31st value: enough to tell day from night, and no row or channel is favoured. */
function meanOf({ data }: Picture): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < data.length; at += 31) {
    sum += data[at]!;
    count += 1;
  }
  return sum / count;
}
