import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openJpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { PassportError } from '../errors.ts';
import type { Portrait } from './image.ts';

export interface PortraitPixels {
  width: number;
  height: number;
  /** 1 for grey, 3 for red, green and blue. */
  channels: 1 | 3;
  data: Uint8Array;
}

const codeFile = fileURLToPath(import.meta.resolve('@cornerstonejs/codec-openjpeg/decodewasm'));
let code: Uint8Array | undefined;

/**
 * Decodes a JPEG 2000 portrait of `readDg2` or `readImage`, which bound its parts. Call it in a child process: hostile
 * bytes may still take long. Each picture gets a new decoder, so that no picture can read another's memory.
 *
 * @throws {PassportError} `unreadable` for a picture that is damaged or differs from its header
 */
export async function decodeJpeg2000({ bytes, width, height }: Portrait): Promise<PortraitPixels> {
  const failed = new PassportError('unreadable', 'portrait', 'JPEG 2000');
  const wasmBinary = (code ??= readFileSync(codeFile));
  const module = await openJpeg({ wasmBinary, print: () => {}, printErr: () => {} });
  const decoder = new module.J2KDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const info = decoder.getFrameInfo();
    const data = Uint8Array.from(decoder.getDecodedBuffer());
    const channels = info.componentCount;
    const isExpected = info.width === width && info.height === height && info.bitsPerSample === 8;
    const isWhole = data.length === width * height * channels;
    if (!isExpected || !isWhole || (channels !== 1 && channels !== 3)) throw failed;
    return { width, height, channels, data };
  } catch {
    throw failed;
  } finally {
    decoder.delete();
  }
}
