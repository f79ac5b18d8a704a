import { Type, type Static } from 'typebox';

/**
 * How the two cameras of a lobby screen see each other, learned once from a person in front of them. Plain numbers, to
 * be stored as JSON. Angles are in radians, and lengths in distances between the person's eyes (about 6.3 cm).
 */
export const RigGeometry = Type.Object({
  version: Type.Literal(1),
  /** Turn of the right camera against the left one: about its view (clockwise), up, and towards the other camera. */
  roll: Type.Number(),
  pitch: Type.Number(),
  yaw: Type.Number(),
  /** From the left camera to the right one, in its x, y (down) and z (forward): a direction, x is 1 or -1. */
  side: Type.Union([Type.Literal(1), Type.Literal(-1)]),
  down: Type.Number(),
  forward: Type.Number(),
  /** Logarithm of the right picture's scale against the left one's. */
  zoom: Type.Number(),
  /** Distance between the cameras. */
  baseline: Type.Number({ exclusiveMinimum: 0 }),
  /** How well the pairs fitted: deviation across the direction of the baseline, in distances between the eyes. */
  misfit: Type.Number({ minimum: 0 }),
  /** How far the person's nose stood out, as a share of a mean nose. */
  nose: Type.Number(),
});
export type RigGeometry = Static<typeof RigGeometry>;

/** The unknowns of a rig, in the order of the fit. */
export type RigPose = Pick<
  RigGeometry,
  'roll' | 'pitch' | 'yaw' | 'side' | 'down' | 'forward' | 'zoom'
>;

/** Distance between the eyes of adults, in centimetres (Dodgson 2004: 6.3, 5.2 to 7.8 of 4,000). */
const eyesInCentimetres = 6.3;

/** What a person who mounts the cameras can use. */
export interface RigDescription {
  /** About; from the mean distance between the eyes. */
  baselineCentimetres: number;
  /** Degrees by which the cameras look towards each other; negative: away from each other. */
  toeInDegrees: number;
  /** Degrees by which the right camera is turned clockwise about its view. */
  rollDegrees: number;
  /** About; how much higher the right camera is. */
  higherCentimetres: number;
  /** Whether the camera that is called the left one is on the right. */
  isSwapped: boolean;
}

export function describeRig(geometry: RigGeometry): RigDescription {
  const { baseline, side, down, forward, roll, yaw } = geometry;
  const degrees = (radians: number) => (180 * radians) / Math.PI;
  const unit = (baseline * eyesInCentimetres) / Math.hypot(1, down, forward);
  return {
    baselineCentimetres: baseline * eyesInCentimetres,
    toeInDegrees: degrees(side * yaw),
    rollDegrees: degrees(roll),
    higherCentimetres: -down * unit,
    isSwapped: side < 0,
  };
}

/** Where a place lies by a rig. */
export interface Sighting {
  /** One over the distance from the left camera, in baselines. */
  nearness: number;
  /** How far the right picture shows the place beside the line on which it must be, in focal lengths. */
  beside: number;
}

/** Returns what tells where a place of both pictures lies. Coordinates are in focal lengths. */
export function sightingBy(
  rig: RigPose,
): (x: number, y: number, rightX: number, rightY: number) => Sighting {
  const turn = rotationOf(rig);
  const size = Math.hypot(1, rig.down, rig.forward);
  const centre = [rig.side / size, rig.down / size, rig.forward / size] as const;
  // A place at X in the left camera is at turn · (X - centre) in the right one.
  const [tx, ty, tz] = [0, 3, 6].map(
    (row) => -(turn[row]! * centre[0] + turn[row + 1]! * centre[1] + turn[row + 2]! * centre[2]),
  ) as [number, number, number];
  const zoom = Math.exp(-rig.zoom);
  return (x, y, rightX, rightY) => {
    const [px, py] = [rightX * zoom, rightY * zoom];
    const qx = turn[0]! * x + turn[1]! * y + turn[2]!;
    const qy = turn[3]! * x + turn[4]! * y + turn[5]!;
    const qz = turn[6]! * x + turn[7]! * y + turn[8]!;
    const [ax, ay] = [px * qz - qx, py * qz - qy];
    const [gx, gy] = [tx - px * tz, ty - py * tz];
    const length = Math.hypot(gx, gy);
    return {
      nearness: (ax * gx + ay * gy) / (length * length),
      beside: (gx * ay - gy * ax) / (length * qz),
    };
  };
}

/** Row by row. The right camera looks to the left by a positive yaw, and up by a positive pitch. */
function rotationOf({ roll, pitch, yaw }: RigPose): number[] {
  const [sr, cr] = [Math.sin(roll), Math.cos(roll)];
  const [sp, cp] = [Math.sin(pitch), Math.cos(pitch)];
  const [sy, cy] = [Math.sin(yaw), Math.cos(yaw)];
  const about = [cy, 0, sy, 0, 1, 0, -sy, 0, cy];
  const up = [1, 0, 0, 0, cp, sp, 0, -sp, cp];
  const view = [cr, sr, 0, -sr, cr, 0, 0, 0, 1];
  return product(view, product(up, about));
}

/** Of two matrices of three rows, each row by row. */
export function product(one: readonly number[], other: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [3 * Math.floor(at / 3), at % 3];
    return [0, 1, 2].reduce((sum, i) => sum + one[row + i]! * other[3 * i + column]!, 0);
  });
}
