import { gridMesh, type Mesh } from './mesh.ts';
import type { Texture } from './texture.ts';

/** How a picture is bent: from the place on the sheet to the place in space, in centimetres; z is away from the cameras. */
export type Bend = (x: number, y: number) => [number, number, number];

export const flat: Bend = (x, y) => [x, y, 0];

/** Around an upright rod; the ends go straight back. A negative radius: hollow, as a curved monitor is. */
export function tube(radius: number): Bend {
  return (x, y) => {
    const [turn, out] = arc(x, radius);
    return [turn, y, out];
  };
}

/** Around a lying rod. */
export function lyingTube(radius: number): Bend {
  return (x, y) => {
    const [turn, out] = arc(y, radius);
    return [x, turn, out];
  };
}

/** On a ball, drawn from its front. */
export function ball(radius: number): Bend {
  return (x, y) => {
    const away = Math.hypot(x, y) || 1e-9;
    const [turn, out] = arc(away, radius);
    return [(x * turn) / away, (y * turn) / away, out];
  };
}

/** Folded along the nose. @param degrees by which each half goes back */
export function fold(degrees: number): Bend {
  const angle = (degrees * Math.PI) / 180;
  return (x, y) => [x * Math.cos(angle), y, Math.abs(x) * Math.sin(angle)];
}

/** Waves of a sheet that is held by hand. */
export function crumple(phase: number): Bend {
  return (x, y) => [x, y, 0.5 * Math.sin(x / 4 + phase) + 0.4 * Math.sin(y / 5 + 2 * phase)];
}

/** A flat sheet with a nose of clay, as far out as noses are, whose tip is at a place of the sheet. */
export function withNose(bend: Bend, tip: { x: number; y: number }, height: number): Bend {
  return (x, y) => {
    const [bx, by, bz] = bend(x, y);
    const up = y < tip.y ? (tip.y - y) / 4 : (y - tip.y) / 1.2;
    const beside = Math.abs(x - tip.x) / 1.9;
    return [bx, by, bz - height * Math.max(0, 1 - up) * Math.max(0, 1 - beside)];
  };
}

function arc(along: number, radius: number): [number, number] {
  const size = Math.abs(radius);
  const [side, angle] = [Math.sign(along), Math.abs(along) / size];
  const most = Math.PI / 2;
  const [turn, out] =
    angle <= most
      ? [size * Math.sin(angle), size * (1 - Math.cos(angle))]
      : [size, size + (angle - most) * size];
  return [side * turn, Math.sign(radius) * out];
}

/** A picture with its face at the origin. */
export interface PlacedPicture {
  texture: Texture;
  /** Pixels of the middle of the eyes, and pixels a centimetre at the size at which it is shown. */
  middle: { x: number; y: number };
  pixels: number;
}

/** Lays a picture on a bent sheet. @param isShown which part of the sheet is there, in centimetres */
export function sheet(
  { texture, middle, pixels }: PlacedPicture,
  bend: Bend,
  isShown: (x: number, y: number) => boolean = () => true,
): Mesh {
  const { width, height } = texture.levels[0]!;
  const place = (u: number, v: number): [number, number] => [
    (u * width - middle.x) / pixels,
    (v * height - middle.y) / pixels,
  ];
  const mesh = gridMesh(texture, (u, v) => bend(...place(u, v)), 48);
  const { triangles, uvs } = mesh;
  const kept: number[] = [];
  for (let at = 0; at < triangles.length; at += 3) {
    const corner = 2 * triangles[at]!;
    if (!isShown(...place(uvs[corner]!, uvs[corner + 1]!))) continue;
    kept.push(triangles[at]!, triangles[at + 1]!, triangles[at + 2]!);
  }
  return { ...mesh, triangles: Uint32Array.from(kept) };
}
