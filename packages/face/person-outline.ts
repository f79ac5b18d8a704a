import type { Box } from './analysis.ts';

/** A rectangle: left and top are inclusive, right and bottom are exclusive. */
export interface Part {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Distances from the middle of the face, its top or its bottom, in widths and heights of the face. */
const head = { aside: 1.05, above: 0.7, below: 1.15 } as const;
const body = { aside: 2.1, from: 0.85 } as const;

/** A person who covers a larger share of the picture hides the room. */
const mostCovered = 0.9;
/** Number of sample points along each side of a picture. */
const places = 20;

/**
 * Returns the parts of a picture that a person covers: head and hair, and the shoulders down to the bottom of the
 * picture. The rest is the room.
 *
 * @param face in any unit; the parts have the same unit
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

/** Whether a person is so near that hardly any of the room is visible. */
export function hidesRoom(face: Box, picture: { width: number; height: number }): boolean {
  const parts = outlineOf(face);
  let covered = 0;
  for (let at = 0; at < places * places; at += 1) {
    const x = (((at % places) + 0.5) * picture.width) / places;
    const y = ((Math.floor(at / places) + 0.5) * picture.height) / places;
    const isIn = ({ left, top, right, bottom }: Part) =>
      x >= left && x < right && y >= top && y < bottom;
    if (parts.some(isIn)) covered += 1;
  }
  return covered > mostCovered * places * places;
}
