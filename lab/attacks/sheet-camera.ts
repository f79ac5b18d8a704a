import sharp from 'sharp';
import { seededRandom } from '#base/random';
import type { Point } from '#face';
import type { Mapping } from './sheet.ts';

/** The pixels of a picture, three bytes each. */
export interface SheetPicture {
  data: Buffer;
  width: number;
  height: number;
}

/** A picture in the camera's frame. Several layers are blended by their weights. */
export interface Layer {
  picture: SheetPicture;
  to: Mapping;
  weight: number;
  /** Opacity of the layer at a place, 0 to 1; default: 1 everywhere. */
  share?: (at: Point) => number;
}

/** The frame size and interval of the lobby camera. */
export const frameSize = { width: 640, height: 480 };
export const frameMs = 125;
/** Mappings are computed at every so many pixels, and interpolated in between. */
const mesh = 16;

/** The properties of the camera that change every picture. */
export interface SheetCamera {
  /** 1 is as bright as the original. */
  exposure: number;
  random: () => number;
}

/**
 * Noise of a sensor in steps of luma, drawn once. Each frame begins at another place in it. Blocks of two by two pixels
 * share a value, as in the coded picture of a webcam.
 */
const grain = { size: 65_536 + 320 * 240, sigma: 2.2 };
let drawn: Float32Array | null = null;
let room: Buffer | null = null;

/** The camera's view with nothing in front of it. */
export const emptyRoom: Layer = {
  picture: { data: Buffer.alloc(0), width: 0, height: 0 },
  to: () => null,
  weight: 1,
};

export async function decodePicture(bytes: Uint8Array): Promise<SheetPicture> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Takes one frame as the lobby camera does. @returns a JPEG */
export function photograph(layers: readonly Layer[], camera: SheetCamera): Promise<Buffer> {
  const { width, height } = frameSize;
  const sum = new Float32Array(3 * width * height);
  for (const layer of layers) if (layer.weight > 0) lay(sum, layer);
  const noise = (drawn ??= drawNoise(seededRandom(1)));
  const from = Math.floor(camera.random() * (grain.size - (width * height) / 4));
  const seen = Buffer.alloc(sum.length);
  for (let at = 0; at < width * height; at += 1) {
    for (let channel = 3 * at; channel < 3 * at + 3; channel += 1) {
      const value =
        sum[channel]! * camera.exposure +
        noise[from + ((at >> 1) % (width / 2)) + (width / 2) * Math.floor(at / width / 2)]!;
      seen[channel] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
    }
  }
  const raw = { width, height, channels: 3 } as const;
  return sharp(seen, { raw }).jpeg({ quality: 88 }).toBuffer();
}

function drawNoise(random: () => number): Float32Array {
  return Float32Array.from({ length: grain.size }, () => {
    const away = Math.sqrt(-2 * Math.log(1 - random()));
    return grain.sigma * away * Math.cos(2 * Math.PI * random());
  });
}

const columns = frameSize.width / mesh + 1;
const rows = frameSize.height / mesh + 1;

/** The background of a picture that does not fill the frame: a wall with coloured pictures and shelves. */
function drawRoom(random: () => number): Buffer {
  const { width, height } = frameSize;
  const room = Buffer.alloc(3 * width * height, 128);
  for (let count = 0; count < 60; count += 1) {
    const [left, top] = [Math.floor(width * random()), Math.floor(height * random())];
    const right = Math.min(width, left + 20 + Math.floor(70 * random()));
    const below = Math.min(height, top + 15 + Math.floor(60 * random()));
    const colour = [0, 0, 0].map(() => 60 + Math.floor(140 * random()));
    for (let y = top; y < below; y += 1) {
      for (let x = left; x < right; x += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          room[3 * (y * width + x) + channel] = colour[channel]!;
        }
      }
    }
  }
  return room;
}

/** Adds a layer in a hot loop over the pixels, with the mapping from the corners of each square. */
function lay(sum: Float32Array, { picture, to, weight, share = () => 1 }: Layer): void {
  const us = new Float32Array(columns * rows);
  const vs = new Float32Array(columns * rows);
  const shares = new Float32Array(columns * rows);
  for (let at = 0; at < us.length; at += 1) {
    const place = { x: mesh * (at % columns), y: mesh * Math.floor(at / columns) };
    const met = to(place);
    us[at] = met ? met.x : NaN;
    vs[at] = met ? met.y : NaN;
    shares[at] = weight * share(place);
  }
  for (let y = 0; y < frameSize.height; y += 1) {
    const down = (y % mesh) / mesh;
    for (let x = 0; x < frameSize.width; x += 1) {
      const at = Math.floor(y / mesh) * columns + Math.floor(x / mesh);
      const right = (x % mesh) / mesh;
      const u = between(us, at, right, down);
      const v = between(vs, at, right, down);
      const pictureShare = between(shares, at, right, down);
      if (pictureShare > 0) add(sum, 3 * (y * frameSize.width + x), picture, u, v, pictureShare);
    }
  }
}

function between(values: Float32Array, at: number, right: number, down: number): number {
  const above = values[at]! * (1 - right) + values[at + 1]! * right;
  const below = values[at + columns]! * (1 - right) + values[at + columns + 1]! * right;
  return above * (1 - down) + below * down;
}

/** Adds a pixel by bilinear interpolation, or the room beside the picture. */
function add(
  sum: Float32Array,
  out: number,
  { data, width, height }: SheetPicture,
  u: number,
  v: number,
  weight: number,
): void {
  const behind = (room ??= drawRoom(seededRandom(2)));
  const isInside = u >= 0 && v >= 0 && u < width - 1 && v < height - 1;
  const left = Math.floor(u);
  const top = Math.floor(v);
  const fx = u - left;
  const fy = v - top;
  const at = 3 * (top * width + left);
  for (let channel = 0; channel < 3; channel += 1) {
    const one = at + channel;
    const under = one + 3 * width;
    const value = isInside
      ? (data[one]! * (1 - fx) + data[one + 3]! * fx) * (1 - fy) +
        (data[under]! * (1 - fx) + data[under + 3]! * fx) * fy
      : behind[out + channel]!;
    sum[out + channel]! += weight * value;
  }
}
