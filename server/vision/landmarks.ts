import type { Point } from './analysis.ts';

/**
 * Five points from the 68 of the iBUG 300-W mark-up: the middle of the four lid points of each eye
 * (steadier than its corners), the nose tip, and the corners of the mouth, outer and inner averaged.
 */
export function fivePoints(points: readonly Point[]): [Point, Point, Point, Point, Point] {
  return [
    middle(points, [37, 38, 40, 41]),
    middle(points, [43, 44, 46, 47]),
    middle(points, [30]),
    middle(points, [48, 60]),
    middle(points, [54, 64]),
  ];
}

export function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** The slope of the line through both eyes, in degrees, clockwise positive. */
export function rollOf(points: readonly Point[]): number {
  const [left, right] = fivePoints(points);
  return (Math.atan2(right.y - left.y, right.x - left.x) * 180) / Math.PI;
}

function middle(points: readonly Point[], indices: readonly number[]): Point {
  let x = 0;
  let y = 0;
  for (const index of indices) {
    x += points[index]!.x;
    y += points[index]!.y;
  }
  return { x: x / indices.length, y: y / indices.length };
}
