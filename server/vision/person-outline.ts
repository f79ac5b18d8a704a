import type { Box } from './analysis.ts';

/** A rectangle: left and top belong to it, right and bottom do not. */
export interface Part {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** From the middle of the face, its top or its bottom, in widths and heights of the face. */
const head = { aside: 1.05, above: 0.7, below: 1.15 } as const;
const body = { aside: 2.1, from: 0.85 } as const;

/**
 * The parts of a picture that a person covers: head and hair, and shoulders down to the bottom of the picture. What is
 * outside them is the room.
 *
 * @param face in any unit; the parts have the same
 */
export function outlineOf({ x, y, width, height }: Box): [Part, Part] {
  const middle = x + width / 2;
  const part = (aside: number, top: number, bottom: number): Part => ({
    left: middle - aside * width,
    top,
    right: middle + aside * width,
    bottom,
  });
  return [
    part(head.aside, y - head.above * height, y + head.below * height),
    part(body.aside, y + body.from * height, Infinity),
  ];
}
