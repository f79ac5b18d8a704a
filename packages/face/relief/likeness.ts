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
  const [first, second] = [squareAround(one, here, side, 0), squareAround(other, there, side, 1)];
  let [sumOne, sumOther, squareOne, squareOther, product] = [0, 0, 0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const [a, b] = [first[at]!, second[at]!];
    sumOne += a;
    sumOther += b;
    squareOne += a * a;
    squareOther += b * b;
    product += a * b;
  }
  const spread =
    (squareOne - (sumOne * sumOne) / count) * (squareOther - (sumOther * sumOther) / count);
  return spread > 0 ? (product - (sumOne * sumOther) / count) / Math.sqrt(spread) : 0;
}

const across = 2 * radius + 1;
const count = across * across;
const squares = [new Float32Array(count), new Float32Array(count)] as const;

/** Samples the square bilinearly; all of it has the same shares of its pixels' neighbours. */
function squareAround(picture: Uint8Array, { x, y }: Point, side: number, index: 0 | 1) {
  const out = squares[index];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const w11 = right * down;
  const w01 = right - w11;
  const w10 = down - w11;
  const w00 = 1 - right - w10;
  let to = 0;
  for (let row = -radius; row <= radius; row += 1) {
    let at = (top + row) * side + left - radius;
    for (let column = 0; column < across; column += 1, at += 1, to += 1) {
      out[to] =
        picture[at]! * w00 +
        picture[at + 1]! * w01 +
        picture[at + side]! * w10 +
        picture[at + side + 1]! * w11;
    }
  }
  return out;
}

function isInside({ x, y }: Point, side: number): boolean {
  const last = side - radius - 2;
  return x > radius && y > radius && x < last && y < last;
}
