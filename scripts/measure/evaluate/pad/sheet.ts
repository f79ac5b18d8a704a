import sharp from 'sharp';

/** How a picture is held before the camera. Angles in degrees, signs as in `HeadPose`. */
export interface Held {
  yaw?: number;
  pitch?: number;
  roll?: number;
  /** To the image's right and down, in shares of the picture's width. */
  right?: number;
  down?: number;
  /** Radius of a bend about the upright axis, in widths of the picture; it turns by `yaw` only. */
  bend?: number;
  /** Radius of a bend about the level axis; it tilts by `pitch` only. Flat when neither is given. */
  curl?: number;
}

interface Raw {
  data: Buffer;
  width: number;
  height: number;
}

/** The camera stands this many widths of the picture before it: an arm's length from a large print. */
const away = 1.6;

/**
 * A picture that someone holds before a camera, as that camera sees it: a flat or bent sheet in
 * perspective, before a grey wall. Made for attacks in tests and measurements; it has the geometry of
 * a print or a screen, and not its texture.
 *
 * @param picture JPEG or PNG, which fills the frame when it is held straight
 * @returns a JPEG of the same size
 */
export async function hold(picture: Uint8Array, held: Held): Promise<Buffer> {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const source = { data, width: info.width, height: info.height };
  const seen = project(source, held);
  return sharp(seen, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

function project(source: Raw, held: Held): Buffer {
  const { width, height } = source;
  const onSheet = sheetOf(held);
  const seen = Buffer.alloc(width * height * 3, 128);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const across = (x + 0.5) / width - 0.5 - (held.right ?? 0);
      const down = (y + 0.5 - height / 2) / width - (held.down ?? 0);
      const met = onSheet(across / away, down / away);
      if (met) copy(source, met.u + 0.5, met.v + height / width / 2, seen, 3 * (y * width + x));
    }
  }
  return seen;
}

type Sheet = (x: number, y: number) => { u: number; v: number } | null;

/** Where the line of sight (x, y, 1) meets the sheet, in widths from the picture's middle. */
function sheetOf({ yaw = 0, pitch = 0, roll = 0, bend, curl }: Held): Sheet {
  const straight = inPlane(radians(roll));
  const meet =
    bend !== undefined
      ? cylinder(bend, radians(yaw))
      : curl !== undefined
        ? lying(cylinder(curl, radians(-pitch)))
        : plane(radians(yaw), radians(pitch));
  return (x, y) => meet(...straight(x, y));
}

function inPlane(angle: number): (x: number, y: number) => [number, number] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (x, y) => [cos * x + sin * y, cos * y - sin * x];
}

/** Through (0, 0, away), turned about its upright axis, then tilted. */
function plane(yaw: number, pitch: number): Sheet {
  const across = [Math.cos(yaw), 0, Math.sin(yaw)] as const;
  const down = [
    Math.sin(yaw) * Math.sin(pitch),
    Math.cos(pitch),
    -Math.cos(yaw) * Math.sin(pitch),
  ] as const;
  const normal = [
    across[1] * down[2] - across[2] * down[1],
    across[2] * down[0] - across[0] * down[2],
    across[0] * down[1] - across[1] * down[0],
  ] as const;
  return (x, y) => {
    const facing = normal[0] * x + normal[1] * y + normal[2];
    if (Math.abs(facing) < 1e-6) return null;
    const distance = (normal[2] * away) / facing;
    const point = [distance * x, distance * y, distance - away] as const;
    return { u: dot(point, across), v: dot(point, down) };
  };
}

/** A sheet round an upright axis behind it, its middle nearest to the camera when not turned. */
function cylinder(radius: number, yaw: number): Sheet {
  const axis = away + radius;
  return (x, y) => {
    // (s·x)² + (s - axis)² = radius², the nearer of the two.
    const a = x * x + 1;
    const under = axis * axis - a * (axis * axis - radius * radius);
    if (under < 0) return null;
    const s = (axis - Math.sqrt(under)) / a;
    const angle = Math.atan2(s * x, axis - s) - yaw;
    return { u: angle * radius, v: s * y };
  };
}

function lying(upright: Sheet): Sheet {
  return (x, y) => {
    const met = upright(y, x);
    return met && { u: met.v, v: met.u };
  };
}

type Point = readonly [number, number, number];

function dot(one: Point, other: Point): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Bilinear. Leaves the wall where the sheet ends. */
function copy({ data, width, height }: Raw, u: number, v: number, seen: Buffer, to: number): void {
  const x = u * width - 0.5;
  const y = v * width - 0.5;
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
