import type { Point } from './analysis.ts';
import type { Affine } from './sampling.ts';

/**
 * Reduces the 68 points of the iBUG 300-W mark-up to five: the middle of each eye's four lid points (steadier than its
 * corners), the nose tip, and the corners of the mouth, as means of the outer and inner points.
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

/** Places of the eyes, nose tip and corners of the mouth of an aligned face, in a square of this side. */
export interface FaceTemplate {
  side: number;
  points: readonly Point[];
}

/** ArcFace's. */
export const arcFaceTemplate: FaceTemplate = {
  side: 112,
  points: [
    { x: 38.2946, y: 51.6963 },
    { x: 73.5318, y: 51.5014 },
    { x: 56.0252, y: 71.7366 },
    { x: 41.5493, y: 92.3655 },
    { x: 70.7299, y: 92.2041 },
  ],
};

/**
 * Returns the map from the aligned face to the picture. This is the inverse of the similarity (turn, scale, shift) that
 * moves these five points nearest to the template's, by least squares (Umeyama 1991, in the plane).
 */
export function alignmentOf(points: readonly Point[], template: FaceTemplate): Affine {
  const from = centroid(points);
  const to = centroid(template.points);
  let dot = 0;
  let cross = 0;
  let spread = 0;
  template.points.forEach((point, index) => {
    const px = points[index]!.x - from.x;
    const py = points[index]!.y - from.y;
    const qx = point.x - to.x;
    const qy = point.y - to.y;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    spread += px * px + py * py;
  });
  const inverse = spread / (dot * dot + cross * cross);
  const a = dot * inverse;
  const b = cross * inverse;
  return { a, b, c: from.x - a * to.x - b * to.y, d: -b, e: a, f: from.y + b * to.x - a * to.y };
}

function centroid(points: readonly Point[]): Point {
  const sum = points.reduce((s, p) => ({ x: s.x + p.x, y: s.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
