import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { encodeFrame } from '#server/protocol/frames.ts';
import { type CaptureStart } from '#server/protocol/messages.ts';

/** Frames of a simulated camera: a list of JPEGs, or a stream of them. */
export type FrameSource = readonly Uint8Array[] | AsyncIterable<Uint8Array>;

/** The next picture, or null at the end. */
export type FrameFeed = () => Promise<Uint8Array | null>;

/** @param loop whether a list begins again after its last picture */
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

/** Scales pictures to the size that a kiosk sends. Each only once, because clips are looped. */
export class FrameFitter {
  /** Longest side in pixels. */
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

/** Passes on a picture that cannot be decoded, because a broken camera sends those too. */
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
 * Copies a picture and adds a text in a comment segment. A live camera never sends the same bytes twice. A looped
 * clip would, and the service takes such a camera for hung.
 */
function markFrame(jpeg: Uint8Array, text: string): Uint8Array {
  const comment = Buffer.from(text);
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

interface FrameSenderDeps {
  capture: CaptureStart;
  feed: FrameFeed;
  /** The second camera's pictures, one for each of the first. Default: one camera. */
  second?: FrameFeed | undefined;
  fitter: FrameFitter;
  /** The camera's frame rate; the capture's own limit applies too. */
  fps: number;
  /** Whether to send pictures byte for byte, like a hung camera. */
  frozen: boolean;
  send: (frame: Uint8Array) => void;
}

/** Sends the frames of one capture as a kiosk does: at a limited rate, and with few unanswered frames. */
export class SimulatedFrameSender {
  feed: FrameFeed;
  readonly #deps: FrameSenderDeps;
  readonly #stopping = new AbortController();
  #unanswered = 0;
  #onAnswer: () => void = () => {};

  constructor(deps: FrameSenderDeps) {
    this.#deps = deps;
    this.feed = deps.feed;
  }

  /** Resolves when stopped, or at the end of the pictures. */
  async run(): Promise<void> {
    const { capture, fitter, fps, frozen, send, second } = this.#deps;
    const interval = 1000 / Math.min(fps, capture.frames.perSecond);
    for (let sequence = 0; ; sequence++) {
      while (this.#unanswered >= capture.frames.unanswered && !this.#stopped) {
        await new Promise<void>((resolve) => (this.#onAnswer = resolve));
      }
      const picture = this.#stopped ? null : await this.feed();
      if (!picture) return;
      const jpeg = await fitter.fit(picture);
      if (this.#stopped) return;
      this.#unanswered++;
      const partner = second ? await second() : null;
      const other = partner && (await fitter.fit(partner));
      const mark = `${capture.captureId} ${sequence}`;
      const sent = frozen ? jpeg : markFrame(jpeg, mark);
      const sentToo = other && {
        jpeg: frozen ? other : markFrame(other, `${mark} second`),
        apartMs: 0,
      };
      send(encodeFrame(capture.captureId, sequence, sent, sentToo));
      await delay(interval, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  noteAnswer(): void {
    this.#unanswered--;
    this.#onAnswer();
  }

  stop(): void {
    this.#stopping.abort();
    this.#onAnswer();
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }
}

const marker = { start: 0xd8, end: 0xd9, scan: 0xda } as const;

/**
 * Splits a plain concatenation of JPEGs, as in `.mjpeg` files. Walks through the segments instead of searching, because
 * a thumbnail inside a picture has markers of its own. Omits an incomplete last picture. The pictures share the
 * memory of `bytes`.
 */
export function splitJpegs(bytes: Uint8Array): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] !== marker.start) {
      at++;
      continue;
    }
    const end = endOfJpeg(bytes, at);
    if (end === null) break;
    pictures.push(bytes.subarray(at, end));
    at = end;
  }
  return pictures;
}

function endOfJpeg(bytes: Uint8Array, start: number): number | null {
  let at = start + 2;
  while (at + 1 < bytes.length) {
    const kind = bytes[at + 1];
    if (bytes[at] !== 0xff || kind === undefined) return null;
    if (kind === marker.end) return at + 2;
    if (kind === 0xff) at++;
    else {
      at += 2 + segmentLength(bytes, at + 2);
      if (kind === marker.scan) at = endOfScan(bytes, at);
    }
  }
  return null;
}

function segmentLength(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** In a scan, 0xff is followed by 0 (a stuffed byte) or a restart marker; any other byte ends the scan. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) return bytes.length;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += 2;
  }
}

/**
 * Reads the JPEGs of a folder in the order of their names, or of a concatenation in one file.
 * @throws {Error} with a sentence when there is none.
 */
export async function readFrames(source: string): Promise<Uint8Array[]> {
  const found = await stat(source).catch(() => null);
  if (!found) throw new Error(`There is no file or folder ${source}.`);
  const files = found.isDirectory() ? await jpegsIn(source) : [source];
  const frames = (await Promise.all(files.map((file) => readFile(file)))).flatMap(splitJpegs);
  if (frames.length === 0) {
    throw new Error(
      found.isDirectory()
        ? `The folder ${source} has no pictures ending in .jpg or .jpeg.`
        : `The file ${source} has no JPEG in it. Give a JPEG, JPEGs one after the other, or a folder.`,
    );
  }
  return frames;
}

async function jpegsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  return names.map((name) => path.join(folder, name));
}
