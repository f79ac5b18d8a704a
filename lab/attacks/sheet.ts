import sharp from 'sharp';
import type { Point } from '#face';

/** The pose of a sheet in front of the camera. Angles in degrees, signs as in `HeadPose`. */
export interface SheetPose {
  yaw?: number;
  pitch?: number;
  roll?: number;
  /** Shift to the image's right and down, in shares of the picture's width. */
  right?: number;
  down?: number;
  /** Size: 1 fills the frame. */
  scale?: number;
  /** Distance from the camera, in widths of the picture; default: an arm's length from a large print. */
  away?: number;
  /** Radius of a bend about the upright axis, in widths of the picture. `yaw` rolls the sheet along the bend. */
  bend?: number;
  /** Radius of a bend about the level axis. `pitch` rolls the sheet along the bend. */
  curl?: number;
  /** Radius of a ball that carries the picture, in widths of the picture. `yaw` and `pitch` turn the ball. */
  ball?: number;
  /** Degrees by which each half leans back from a fold down the middle. */
  fold?: number;
}

/** Maps a point of the camera's frame to one of a picture, both in pixels; null beside the picture. */
export type Mapping = (at: Point) => Point | null;

interface Size {
  width: number;
  height: number;
}

type Vector = readonly [number, number, number];

const usuallyAway = 1.6;

/**
 * Renders a picture as a camera sees it: a flat or bent sheet in perspective, in front of a grey wall. Tests and
 * measurements use it for attacks. The sheet has the geometry of a print or a screen, but not the texture.
 *
 * @param picture JPEG or PNG, which fills the frame when the sheet is straight
 * @returns a JPEG of the same size
 */
export async function hold(picture: Uint8Array, held: SheetPose): Promise<Buffer> {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const meet = heldMapping(held, info);
  const seen = Buffer.alloc(width * height * 3, 128);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const met = meet({ x: x + 0.5, y: y + 0.5 });
      if (met) copy({ data, width, height }, met, seen, 3 * (y * width + x));
    }
  }
  return sharp(seen, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Maps the camera's frame to the picture on the sheet, which has that size when the sheet is straight. */
export function heldMapping(held: SheetPose, { width, height }: Size): Mapping {
  const { right = 0, down = 0, scale = 1, roll = 0, away = usuallyAway } = held;
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

/** Returns where a line of sight meets the sheet, in widths from the picture's middle. */
function sheetOf(held: SheetPose): (ray: Vector) => Point | null {
  const { yaw = 0, pitch = 0, bend, curl, fold, ball, away = usuallyAway } = held;
  if (ball !== undefined) return (ray) => onBall(ray, away, ball, [radians(yaw), radians(pitch)]);
  if (bend !== undefined) {
    const tilt = radians(pitch);
    return (ray) => rollUp(tiltBy(ray, tilt), tiltBy([0, 0, away], tilt), bend, radians(yaw));
  }
  if (curl !== undefined) {
    const turn = radians(-yaw);
    return (ray) => {
      const lying = tiltBy([ray[1], ray[0], ray[2]], turn);
      const met = rollUp(lying, tiltBy([0, 0, away], turn), curl, radians(-pitch));
      return met && { x: met.y, y: met.x };
    };
  }
  if (fold !== undefined) {
    const halves = [fold, -fold].map((lean) => plane(yaw + lean, pitch, away));
    return (ray) => {
      const [left, right] = halves.map((half) => half(ray));
      if (left && left.x <= 0) return left;
      return right && right.x >= 0 ? right : null;
    };
  }
  return plane(yaw, pitch, away);
}

/** A plane through (0, 0, away), turned about its upright axis and then tilted. */
function plane(
  yawDegrees: number,
  pitchDegrees: number,
  away: number,
): (ray: Vector) => Point | null {
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

/** A sheet round an upright axis behind it. The caller has tilted the scene about the sheet's middle. */
function rollUp(ray: Vector, middle: Vector, radius: number, yaw: number): Point | null {
  const axis = middle[2] + radius;
  const a = ray[0] ** 2 + ray[2] ** 2;
  const b = ray[2] * axis;
  const under = b * b - a * (axis * axis - radius * radius);
  if (under < 0) return null;
  const far = (b - Math.sqrt(under)) / a;
  const angle = Math.atan2(far * ray[0], axis - far * ray[2]) - yaw;
  return { x: angle * radius, y: far * ray[1] - middle[1] };
}

/** A ball whose front touches the sheet's place. The picture follows the ball's meridians. */
function onBall(
  ray: Vector,
  away: number,
  radius: number,
  [yaw, pitch]: readonly [number, number],
): Point | null {
  const middle = away + radius;
  const a = dot(ray, ray);
  const b = ray[2] * middle;
  const under = b * b - a * (middle * middle - radius * radius);
  if (under < 0) return null;
  const far = (b - Math.sqrt(under)) / a;
  const [x, y, z] = tiltBy([far * ray[0], far * ray[1], middle - far * ray[2]], -pitch);
  const angle = Math.atan2(x, z) - yaw;
  return { x: angle * radius, y: Math.asin(Math.max(-1, Math.min(1, y / radius))) * radius };
}

function tiltBy([x, y, z]: Vector, angle: number): Vector {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [x, cos * y - sin * z, sin * y + cos * z];
}

function dot(one: Vector, other: Vector): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Copies a pixel by bilinear interpolation. Beside the sheet, the wall remains. */
function copy(
  { data, width, height }: Size & { data: Buffer },
  met: Point,
  seen: Buffer,
  to: number,
): void {
  const x = met.x - 0.5;
  const y = met.y - 0.5;
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return;
  const fx = x - left;
  const fy = y - top;
  const first = 3 * (top * width + left);
  for (let channel = 0; channel < 3; channel += 1) {
    const at = first + channel;
    const under = at + 3 * width;
    const above = data[at]! * (1 - fx) + data[at + 3]! * fx;
    const below = data[under]! * (1 - fx) + data[under + 3]! * fx;
    seen[to + channel] = Math.round(above * (1 - fy) + below * fy);
  }
}
