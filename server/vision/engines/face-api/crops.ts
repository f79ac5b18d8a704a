import type { Box, Point } from '../../analysis.ts';
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

/** The box that the recogniser expects: around all 68 points, and a tenth more on each side. */
export function landmarksBox(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  const width = Math.max(...xs) - x;
  const height = Math.max(...ys) - y;
  return { x: x - width * 0.1, y: y - height * 0.1, width: width * 1.2, height: height * 1.2 };
}
