import sharp from 'sharp';

/** What a simulated camera sees: pictures to go through, or a stream of them. All are JPEGs. */
export type FrameSource = readonly Uint8Array[] | AsyncIterable<Uint8Array>;

/** The next picture, or null when there are no more. */
export type FrameFeed = () => Promise<Uint8Array | null>;

/** @param loop begin again after the last picture of a list. */
export function openFeed(source: FrameSource, loop: boolean): FrameFeed {
  if (Symbol.asyncIterator in source) {
    const frames = source[Symbol.asyncIterator]();
    return async () => {
      const result = await frames.next();
      return result.done ? null : result.value;
    };
  }
  let next = 0;
  return async () => source[loop ? next++ % source.length : next++] ?? null;
}

/** Scales pictures down to what a kiosk sends, each once, as clips are looped. */
export class FrameFitter {
  /** In pixels. */
  readonly longestSide: number;
  readonly #fitted = new WeakMap<Uint8Array, Promise<Uint8Array>>();

  constructor(longestSide: number) {
    this.longestSide = longestSide;
  }

  fit(frame: Uint8Array): Promise<Uint8Array> {
    const known = this.#fitted.get(frame);
    if (known) return known;
    const jpeg = scaleDown(frame, this.longestSide);
    this.#fitted.set(frame, jpeg);
    return jpeg;
  }
}

/** A picture that cannot be decoded is passed on as it is: a broken camera does so too. */
async function scaleDown(frame: Uint8Array, longestSide: number): Promise<Uint8Array> {
  try {
    const image = sharp(frame);
    const { width, height, orientation = 1 } = await image.metadata();
    if (Math.max(width, height) <= longestSide && orientation === 1) return frame;
    const size = { width: longestSide, height: longestSide };
    const resized = image.rotate().resize({ ...size, fit: 'inside', withoutEnlargement: true });
    return await resized.jpeg({ quality: 85 }).toBuffer();
  } catch {
    return frame;
  }
}

/**
 * A copy with a text in a comment segment. A live camera never delivers the same bytes twice, and
 * the service takes one that does for hung; a looped clip would.
 */
export function markFrame(jpeg: Uint8Array, text: string): Uint8Array {
  const comment = Buffer.from(text);
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}
