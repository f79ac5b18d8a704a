import type { Box } from '../../analysis.ts';
import { clip } from '../../boxes.ts';
import type { Picture } from '../../picture.ts';

/** The part of a picture inside a box, at least one pixel, and where it begins. */
export function cropPicture(
  picture: Picture,
  box: Box,
): { picture: Picture; x: number; y: number } {
  const inside = clip(box, picture);
  const x = Math.min(Math.floor(inside.x), picture.width - 1);
  const y = Math.min(Math.floor(inside.y), picture.height - 1);
  const width = Math.max(1, Math.min(Math.floor(inside.width), picture.width - x));
  const height = Math.max(1, Math.min(Math.floor(inside.height), picture.height - y));
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const from = ((y + row) * picture.width + x) * 3;
    data.set(picture.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { picture: { data, width, height }, x, y };
}
