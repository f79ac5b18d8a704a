import sharp, { type Sharp } from 'sharp';
import type { Box } from './analysis.ts';
import { DecodeError, tooSlow } from './decode-error.ts';
import type { Picture } from './picture.ts';
import { within } from '#base/time';

/** Pixels. Frames of a lobby camera are smaller and keep their size; photos are scaled down to it. */
const workingSide = 1600;
const maxMegapixels = 50;

/** The picture to work on, and the size of the image as a viewer would show it. */
export interface Decoded {
  picture: Picture;
  width: number;
  height: number;
}

const late = Symbol('late');

/** Limits the total time of all decodes of one image. */
export class DecodeTime {
  #leftMs: number;

  constructor(limitMs = Infinity) {
    this.#leftMs = limitMs;
  }

  /** @throws {DecodeError} `too_slow`; a thread still continues the decoding */
  async of<T>(decoding: Promise<T>): Promise<T> {
    if (this.#leftMs === Infinity) return decoding;
    const started = performance.now();
    try {
      const decoded = await within(this.#leftMs, decoding, late);
      if (decoded === late) throw new DecodeError('too_slow', tooSlow);
      return decoded;
    } finally {
      this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - started));
    }
  }
}

/** Decodes the image, upright by its EXIF orientation, at most `workingSide` long. @throws {DecodeError} */
export async function decode(image: Uint8Array, time = new DecodeTime()): Promise<Decoded> {
  const { width, height } = await time.of(sizeOf(image));
  const fitting = Math.max(width, height) > workingSide;
  const decoding = pixels(image, (pipeline) =>
    fitting
      ? pipeline.resize({ width: workingSide, height: workingSide, fit: 'inside' })
      : pipeline,
  );
  const picture = await time.of(decoding);
  return { picture, width, height };
}

/** Decodes a part of the image again, at most `longestSide` long. @throws {DecodeError} */
export async function decodePart(
  image: Uint8Array,
  part: Box,
  longestSide: number,
): Promise<Picture> {
  return pixels(image, (pipeline) =>
    pipeline
      .extract({ left: part.x, top: part.y, width: part.width, height: part.height })
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true }),
  );
}

async function sizeOf(image: Uint8Array): Promise<{ width: number; height: number }> {
  const format = formatOf(image);
  if (!format) throw undecodable();
  if (!format.supported) {
    throw new DecodeError(
      'unsupported_format',
      `This picture is ${format.name}, which cannot be read here. Save it as JPEG, PNG or WebP.`,
    );
  }
  const { width, height, autoOrient } = await open(image)
    .metadata()
    .catch(() => {
      throw undecodable();
    });
  if (width * height > maxMegapixels * 1e6) {
    throw new DecodeError(
      'too_many_pixels',
      `This picture has ${Math.round((width * height) / 1e6)} megapixels; up to ${maxMegapixels} are accepted. Scale it down.`,
    );
  }
  return { width: autoOrient.width, height: autoOrient.height };
}

async function pixels(image: Uint8Array, shape: (pipeline: Sharp) => Sharp): Promise<Picture> {
  try {
    const { data, info } = await shape(open(image).autoOrient())
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw undecodable();
    return { data, width: info.width, height: info.height };
  } catch {
    throw undecodable();
  }
}

function open(image: Uint8Array): Sharp {
  return sharp(image, { limitInputPixels: false, failOn: 'error' });
}

function undecodable(): DecodeError {
  return new DecodeError('undecodable', 'This is not a picture, or it is damaged.');
}

/** Supported formats are decoded. Other formats have a name, so that the refusal can name them. */
type ImageFormat =
  | { supported: true; name: 'JPEG' | 'PNG' | 'WebP' }
  | { supported: false; name: string }
  | null;

/** Detects an image's format by its first bytes, never by its name. `null`: an unknown format. */
function formatOf(image: Uint8Array): ImageFormat {
  const head = Buffer.from(image.subarray(0, 16)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return { supported: true, name: 'JPEG' };
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { supported: true, name: 'PNG' };
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') {
    return { supported: true, name: 'WebP' };
  }
  const other = others.find(([pattern]) => pattern.test(head));
  return other ? { supported: false, name: other[1] } : null;
}

const others: readonly [RegExp, string][] = [
  [/^.{4}ftyp(hei|hev|mif1|msf1)/s, 'HEIC'],
  [/^.{4}ftypavi/s, 'AVIF'],
  [/^.{4}ftyp/s, 'a video'],
  [/^GIF8/, 'GIF'],
  [/^(II\*\0|MM\0\*)/, 'TIFF or a raw photograph'],
  [/^BM/, 'BMP'],
  [/^%PDF/, 'PDF'],
  [/^.{4}JXL /s, 'JPEG XL'],
  [/^.{4}jP {2}/s, 'JPEG 2000'],
  [/^\s*<(\?xml|svg)/, 'SVG'],
];
