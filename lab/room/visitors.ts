import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { splitJpegs } from '../simulate/frames.ts';
import { frameSize, type SheetPicture } from '../attacks/sheet-camera.ts';

/** A clip of a person in front of plain cloth, for other backgrounds. */
export interface ClothedVisitor {
  name: string;
  frames: Uint8Array[];
  /** The strongest channel of the cloth: 1 green, 2 blue. */
  cloth: 1 | 2;
}

const clothed: Record<string, ClothedVisitor['cloth']> = {
  'bright-man.mjpeg': 1,
  'people/newsreader.mjpeg': 2,
};

export async function visitorsIn(folder: string): Promise<ClothedVisitor[]> {
  const visitors: ClothedVisitor[] = [];
  for (const [name, cloth] of Object.entries(clothed)) {
    const bytes = await readFile(path.join(folder, name));
    visitors.push({ name, cloth, frames: splitJpegs(bytes) });
  }
  return visitors;
}

export async function fillingFrame(jpeg: Uint8Array): Promise<SheetPicture> {
  const { width, height } = frameSize;
  const { data } = await sharp(jpeg)
    .resize(width, height, { fit: 'cover' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width, height };
}

export function asJpeg({ data, width, height }: SheetPicture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** Lays the visitor over the room, `right` in pixels. Cloth and grey bars are left out. */
export async function standingIn(
  room: SheetPicture,
  { frames, cloth }: ClothedVisitor,
  { frame, right, size }: { frame: number; right: number; size: number },
): Promise<SheetPicture> {
  const { width, height } = frameSize;
  const person = await fillingFrame(frames[frame % frames.length]!);
  const data = Buffer.from(room.data);
  for (let y = 0; y < height; y += 1) {
    const fromY = Math.round(height - 1 - (height - 1 - y) / size);
    if (fromY < 0) continue;
    for (let x = 0; x < width; x += 1) {
      const fromX = Math.round(width / 2 + (x - width / 2 - right) / size);
      if (fromX < 90 || fromX > width - 90 || fromY > height - 30) continue;
      const at = 3 * (fromY * width + fromX);
      const [red, green, blue] = [person.data[at]!, person.data[at + 1]!, person.data[at + 2]!];
      const isCloth =
        cloth === 1 ? green > red + 18 && green > blue + 8 : blue > red + 28 && blue > 90;
      if (isCloth) continue;
      person.data.copy(data, 3 * (y * width + x), at, at + 3);
    }
  }
  return { data, width, height };
}
