import type { Point } from '../analysis.ts';

/** Half the side of the square that is compared, in pixels. */
const radius = 6;

/**
 * The correlation of two pictures in a square around a place of each, -1 to 1; 0 where a square leaves its picture.
 *
 * @param side of both pictures
 */
export function likeness(
  one: Uint8Array,
  here: Point,
  other: Uint8Array,
  there: Point,
  side: number,
): number {
  if (!isInside(here, side) || !isInside(there, side)) return 0;
  let [sumOne, sumOther, squareOne, squareOther, product, count] = [0, 0, 0, 0, 0, 0];
  for (let y = -radius; y <= radius; y += 1) {
    for (let x = -radius; x <= radius; x += 1) {
      const first = valueAt(one, here.x + x, here.y + y, side);
      const second = valueAt(other, there.x + x, there.y + y, side);
      sumOne += first;
      sumOther += second;
      squareOne += first * first;
      squareOther += second * second;
      product += first * second;
      count += 1;
    }
  }
  const spread =
    (squareOne - (sumOne * sumOne) / count) * (squareOther - (sumOther * sumOther) / count);
  return spread > 0 ? (product - (sumOne * sumOther) / count) / Math.sqrt(spread) : 0;
}

function isInside({ x, y }: Point, side: number): boolean {
  const last = side - radius - 2;
  return x > radius && y > radius && x < last && y < last;
}

function valueAt(picture: Uint8Array, x: number, y: number, side: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const at = top * side + left;
  const upper = picture[at]! * (1 - right) + picture[at + 1]! * right;
  const lower = picture[at + side]! * (1 - right) + picture[at + side + 1]! * right;
  return upper * (1 - down) + lower * down;
}
