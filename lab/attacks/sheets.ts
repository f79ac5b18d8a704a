import type { Point } from '../../server/vision/analysis.ts';
import { frameSize, type Mapping } from './sheet-camera.ts';

/** How a sheet is held before the camera. Angles in degrees, signs as in `HeadPose`. */
export interface Held {
  yaw?: number;
  pitch?: number;
  roll?: number;
  /** To the image's right and down, in shares of the frame's width. */
  right?: number;
  down?: number;
  /** 1 fills the frame. */
  scale?: number;
  /** Radius of a bend about the upright axis, in widths of the picture: it is rolled by `yaw`. */
  bend?: number;
  /** Radius of a bend about the level axis: it is rolled by `pitch`. */
  curl?: number;
  /** Degrees by which either half leans back from a fold down its middle. */
  fold?: number;
}

type Vector = readonly [number, number, number];

/** The camera stands this many widths of the picture before it. */
const away = 1.6;

/** From the camera's frame to the picture on the sheet, of which `frameSize` is the size when held straight. */
export function heldMapping(held: Held): Mapping {
  const { width, height } = frameSize;
  const { right = 0, down = 0, scale = 1, roll = 0 } = held;
  const meet = sheetOf(held);
  const cos = Math.cos(radians(roll));
  const sin = Math.sin(radians(roll));
  return ({ x, y }) => {
    const across = (x - width / 2) / width - right;
    const below = (y - height / 2) / width - down;
    const met = meet([
      (cos * across + sin * below) / (away * scale),
      (cos * below - sin * across) / (away * scale),
      1,
    ]);
    return met && { x: met.x * width + width / 2, y: met.y * width + height / 2 };
  };
}

/** Where a line of sight meets the sheet, in widths from the picture's middle. */
function sheetOf({ yaw = 0, pitch = 0, bend, curl, fold }: Held): (ray: Vector) => Point | null {
  if (bend !== undefined) {
    const tilt = radians(pitch);
    return (ray) => rolled(tilted(ray, tilt), tilted([0, 0, away], tilt), bend, radians(yaw));
  }
  if (curl !== undefined) {
    const turn = radians(-yaw);
    return (ray) => {
      const lying = tilted([ray[1], ray[0], ray[2]], turn);
      const met = rolled(lying, tilted([0, 0, away], turn), curl, radians(-pitch));
      return met && { x: met.y, y: met.x };
    };
  }
  if (fold !== undefined) {
    const halves = [fold, -fold].map((lean) => plane(yaw + lean, pitch));
    return (ray) => {
      const [left, right] = halves.map((half) => half(ray));
      if (left && left.x <= 0) return left;
      return right && right.x >= 0 ? right : null;
    };
  }
  return plane(yaw, pitch);
}

/** Through (0, 0, away), turned about its upright axis, then tilted. */
function plane(yawDegrees: number, pitchDegrees: number): (ray: Vector) => Point | null {
  const [yaw, pitch] = [radians(yawDegrees), radians(pitchDegrees)];
  const across: Vector = [Math.cos(yaw), 0, Math.sin(yaw)];
  const down: Vector = [
    Math.sin(yaw) * Math.sin(pitch),
    Math.cos(pitch),
    -Math.cos(yaw) * Math.sin(pitch),
  ];
  const normal: Vector = [
    across[1] * down[2] - across[2] * down[1],
    across[2] * down[0] - across[0] * down[2],
    across[0] * down[1] - across[1] * down[0],
  ];
  return (ray) => {
    const facing = dot(normal, ray);
    if (Math.abs(facing) < 1e-6) return null;
    const far = (normal[2] * away) / facing;
    const point: Vector = [far * ray[0], far * ray[1], far * ray[2] - away];
    return { x: dot(point, across), y: dot(point, down) };
  };
}

/** A sheet round an upright axis behind it, about whose middle everything was tilted before. */
function rolled(ray: Vector, middle: Vector, radius: number, yaw: number): Point | null {
  const axis = middle[2] + radius;
  const a = ray[0] ** 2 + ray[2] ** 2;
  const b = ray[2] * axis;
  const under = b * b - a * (axis * axis - radius * radius);
  if (under < 0) return null;
  const far = (b - Math.sqrt(under)) / a;
  const angle = Math.atan2(far * ray[0], axis - far * ray[2]) - yaw;
  return { x: angle * radius, y: far * ray[1] - middle[1] };
}

function tilted([x, y, z]: Vector, angle: number): Vector {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [x, cos * y - sin * z, sin * y + cos * z];
}

function dot(one: Vector, other: Vector): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
