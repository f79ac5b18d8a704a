import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  samplePhotos,
} from '../../lab/trial/sample-photos.ts';
import type { EnrolmentPhoto } from '#server/people/photos.ts';

/** A good photo of this face. */
export function portrait(face: keyof typeof sampleFaces): Promise<Buffer> {
  return cropPhoto(sampleFaces[face]);
}

/** The photo after a change to its pixels. */
export async function changed(image: Buffer, change: (photo: Sharp) => Sharp): Promise<Buffer> {
  return change(sharp(image)).jpeg({ quality: 90 }).toBuffer();
}

/** A person who looks to the side. */
export function sideways(): Promise<Buffer> {
  const part = { left: 494, top: 261, width: 388, height: 565 };
  return sharp(samplePhotos[4]).extract(part).jpeg({ quality: 92 }).toBuffer();
}

/** Several people side by side. */
export function group(): Buffer {
  return readFileSync(samplePhotos[0] ?? '');
}

/** An empty wall. */
export async function wall(): Promise<Buffer> {
  const [frame] = await emptyFrames(1);
  if (!frame) throw new Error('no frame');
  return frame;
}

/** The beginning of a picture as an iPhone stores it. */
export function heic(): Buffer {
  return Buffer.concat([
    Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
    Buffer.alloc(4000),
  ]);
}

export function photo(label: string, image: Uint8Array): EnrolmentPhoto {
  return { label, read: async () => image };
}
