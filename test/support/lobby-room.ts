import sharp from 'sharp';
import type { SheetPicture } from '../../lab/attacks/sheet-camera.ts';
import { noisy } from '../../lab/room/happenings.ts';
import { seededRandom } from '../../packages/repeatable-random/index.ts';

/** Lays a visitor's head and shoulders over a room. @returns a JPEG that differs for each frame */
export async function before(
  room: SheetPicture,
  visitor: Uint8Array | null,
  frame: number,
): Promise<Buffer> {
  const { width, height } = room;
  const picture = { ...room, data: Buffer.from(room.data) };
  noisy(picture, 1.5, seededRandom(frame));
  const wall = sharp(picture.data, { raw: { width, height, channels: 3 } });
  if (!visitor) return wall.jpeg({ quality: 88 }).toBuffer();
  const shape = Buffer.from(
    `<svg width="${width}" height="${height}"><ellipse cx="320" cy="240" rx="105" ry="150"/>
      <rect x="215" y="340" width="210" height="140" rx="40"/></svg>`,
  );
  const cut = await sharp(visitor)
    .ensureAlpha()
    .composite([{ input: shape, blend: 'dest-in' }])
    .png({ compressionLevel: 0 })
    .toBuffer();
  return wall
    .composite([{ input: cut }])
    .jpeg({ quality: 88 })
    .toBuffer();
}
