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
export async function expose(image: Image, sensor: Sensor, random: () => number): Promise<Buffer> {
  const { width, height } = image;
  const raw = { width, height, channels: 3 } as const;
  let lens = sharp(Uint8Array.from(image.data), { raw });
  if (sensor.blur >= 0.3) lens = lens.blur(sensor.blur);
  if (sensor.sharpening > 0) {
    const side = -0.25 * sensor.sharpening;
    const kernel = [0, side, 0, side, 1 - 4 * side, side, 0, side, 0];
    lens = lens.convolve({ width: 3, height: 3, kernel });
  }
  const data = await lens.raw().toBuffer();
  const values = (gaussians ??= Float32Array.from({ length: table }, () => gaussian(random)));
  const [red, green, blue] = sensor.gains;
  const corner = (width * width + height * height) / 4;
  let seed = Math.floor(random() * 2 ** 32);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const away = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / corner;
      const light = 1 - sensor.vignette * away;
      // Bayer sensors and coding leave most noise in the luma.
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const grain = sensor.noise * values[seed >>> 16]!;
      const colour = 0.4 * sensor.noise * values[seed & 0xffff]!;
      data[at] = limit(data[at]! * light * red + grain - colour);
      data[at + 1] = limit(data[at + 1]! * light * green + grain);
      data[at + 2] = limit(data[at + 2]! * light * blue + grain + colour);
    }
  }
  return sharp(data, { raw })
    .jpeg({ quality: Math.round(sensor.jpegQuality) })
    .toBuffer();
}

function limit(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
}

const table = 1 << 16;
let gaussians: Float32Array | undefined;

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
