import sharp from 'sharp';
import type { Image } from './rasteriser.ts';

/** What a camera makes of the light. */
export interface Sensor {
  /** Deviation of the noise, in levels of 0 to 255. */
  noise: number;
  jpegQuality: number;
  /** Factors of red, green and blue. */
  gains: readonly [number, number, number];
  /** Deviation of the Gaussian of a lens that is out of focus, in pixels. */
  blur: number;
  /** How much the camera sharpens; 0 does not. */
  sharpening: number;
  /** How much darker the corners are, 0 to 1. */
  vignette: number;
}

/** Takes the picture. @returns a JPEG */
export function expose(image: Image, sensor: Sensor, random: () => number): Promise<Buffer> {
  const { width, height } = image;
  let data = image.data;
  if (sensor.blur > 0.2) data = blurred(data, width, height, sensor.blur);
  if (sensor.sharpening > 0) {
    const soft = blurred(data, width, height, 1);
    data = data.map((value, at) => value + sensor.sharpening * (value - soft[at]!));
  }
  const normal = normals(random);
  const out = Buffer.alloc(data.length);
  const corner = (width * width + height * height) / 4;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const away = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / corner;
      const light = 1 - sensor.vignette * away;
      // Bayer sensors and coding leave most noise in the luma.
      const grain = sensor.noise * normal();
      for (let k = 0; k < 3; k += 1, at += 1) {
        const value = data[at]! * light * sensor.gains[k]! + grain + 0.4 * sensor.noise * normal();
        out[at] = value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
      }
    }
  }
  return sharp(out, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: Math.round(sensor.jpegQuality) })
    .toBuffer();
}

/** Gaussian numbers from a table that is read from a new place every time it ends. */
const table = 1 << 16;
function normals(random: () => number): () => number {
  const values = (gaussians ??= Float32Array.from({ length: table }, () => gaussian(random)));
  let at = Math.floor(random() * table);
  let left = table;
  return () => {
    if (--left === 0) {
      at = Math.floor(random() * table);
      left = 1 + Math.floor(random() * table);
    }
    at = (at + 1) & (table - 1);
    return values[at]!;
  };
}
let gaussians: Float32Array | undefined;

export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function blurred(data: Float32Array, width: number, height: number, deviation: number) {
  const radius = Math.ceil(2.5 * deviation);
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation * deviation)),
  );
  const sum = kernel.reduce((all, one) => all + one, 0);
  const weights = kernel.map((one) => one / sum);
  const across = pass(data, width, height, weights, 3, width, 3 * width, height);
  return pass(across, width, height, weights, 3 * width, height, 3, width);
}

/** Convolves along one axis. */
function pass(
  data: Float32Array,
  width: number,
  height: number,
  weights: readonly number[],
  step: number,
  length: number,
  nextLine: number,
  lines: number,
): Float32Array {
  const out = new Float32Array(3 * width * height);
  const radius = (weights.length - 1) / 2;
  for (let line = 0; line < lines; line += 1) {
    for (let at = 0; at < length; at += 1) {
      const to = line * nextLine + at * step;
      let [red, green, blue] = [0, 0, 0];
      for (let k = -radius; k <= radius; k += 1) {
        const place = at + k < 0 ? 0 : at + k >= length ? length - 1 : at + k;
        const from = line * nextLine + place * step;
        const weight = weights[k + radius]!;
        red += weight * data[from]!;
        green += weight * data[from + 1]!;
        blue += weight * data[from + 2]!;
      }
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
  return out;
}
