import openJpeg from '@cornerstonejs/codec-openjpeg/decode';
import { PassportError } from '../errors.ts';
import type { Portrait } from './image.ts';

export interface PortraitPixels {
  width: number;
  height: number;
  /** 1 for grey, 3 for red, green and blue. */
  channels: 1 | 3;
  data: Uint8Array;
}

/**
 * Decodes a JPEG 2000 portrait. Runs for about 50 ms on hostile bytes, so call it in a child process. Each picture
 * gets a new decoder, so that no picture can read another's memory.
 *
 * @throws {PassportError} `unreadable` for a picture that is damaged or differs from its header
 */
export async function decodeJpeg2000({ bytes, width, height }: Portrait): Promise<PortraitPixels> {
  const failed = new PassportError('unreadable', 'portrait', 'JPEG 2000');
  const module = await openJpeg({ print: () => {}, printErr: () => {} });
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
