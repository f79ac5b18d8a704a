import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';
import { checkCodestream } from './codestream.ts';

/** A portrait as stored in the chip, not decoded: the header only announces the size. */
export interface Portrait {
  format: 'jpeg' | 'jpeg2000';
  bytes: Uint8Array;
  width: number;
  height: number;
}

const subject = 'portrait';
const jp2Signature = Buffer.from('0000000c6a5020200d0a870a', 'hex');
const codestreamStart = Buffer.from('ff4fff51', 'hex');

/** Detects the format by the first bytes and reads the size that a decoder would allocate. @throws {PassportError} */
export function readImage(bytes: Uint8Array): Portrait {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isJpeg = view[0] === 0xff && view[1] === 0xd8;
  const size = isJpeg ? jpegSize(view) : jpeg2000Size(view);
  if (!size || size.width < 1 || size.height < 1) throw new PassportError('unreadable', subject);
  const { width, height } = size;
  if (Math.max(width, height) > limits.portraitSide || width * height > limits.portraitPixels) {
    throw new PassportError('too_large', subject);
  }
  if (size.codestream !== undefined) checkCodestream(view.subarray(size.codestream));
  return { format: isJpeg ? 'jpeg' : 'jpeg2000', bytes, width, height };
}

interface Size {
  width: number;
  height: number;
  /** Of JPEG 2000: where the codestream begins. */
  codestream?: number;
}

/** Reads the size from the first start of frame. */
function jpegSize(view: Buffer): Size | null {
  let at = 2;
  for (let segments = 0; segments < 200 && at + 9 < view.length; segments++) {
    if (view[at] !== 0xff) return null;
    const marker = view[at + 1] ?? 0;
    const isFill = marker === 0xff;
    // Markers without a length: a decoder goes on after two bytes, and no camera writes one here.
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
    at += isFill ? 1 : 2 + view.readUInt16BE(at + 2);
  }
  return null;
}

/** Reads the SIZ segment, which decoders use; the boxes of JP2 may claim another size. */
function jpeg2000Size(view: Buffer): Size | null {
  const isBoxed = view.subarray(0, jp2Signature.length).equals(jp2Signature);
  const start = isBoxed ? codestreamIn(view) : 0;
  if (start === null || view.length < start + 42) return null;
  if (!view.subarray(start, start + 4).equals(codestreamStart)) return null;
  const [right, bottom, left, top] = [8, 12, 16, 20].map((at) => view.readUInt32BE(start + at));
  const components = view.readUInt16BE(start + 40);
  if (components !== 1 && components !== 3) return null;
  const [width, height] = [(right ?? 0) - (left ?? 0), (bottom ?? 0) - (top ?? 0)];
  return { width, height, codestream: start };
}

/** The offset of the first box with a codestream, as decoders find it. Another box may have a smaller decoy. */
function codestreamIn(view: Buffer): number | null {
  let at = 0;
  for (let boxes = 0; boxes < 100 && at + 16 <= view.length; boxes++) {
    const short = view.readUInt32BE(at);
    // A length of 1 means that a 64-bit length follows.
    const headerBytes = short === 1 ? 16 : 8;
    if (short === 1 && view.readUInt32BE(at + 8) !== 0) return null;
    if (view.toString('latin1', at + 4, at + 8) === 'jp2c') return at + headerBytes;
    const length = short === 1 ? view.readUInt32BE(at + 12) : short;
    if (length < headerBytes) return null;
    at += length;
  }
  return null;
}
