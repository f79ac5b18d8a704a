import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { thinPlate } from '#face/steps';
import type { Point } from '#face';
import type { Mesh } from '#face/lab/mesh.ts';
import { readTexture, type Texture } from '#face/lab/texture.ts';
import type { LocatedFace } from './seen-by-models.ts';
import { render } from '#face/lab/rasteriser.ts';

/** Distance between the eyes of a drawn adult, in centimetres. */
export const eyesInCentimetres = 6.3;

/** A scanned head with its 68 landmarks. It looks towards -z; the middle of its eyes is at the origin. */
export interface Head {
  mesh: Mesh;
  /** In centimetres, as the mesh. */
  landmarks: [number, number, number][];
}

interface ScanFile {
  positions: number[];
  uvs: number[];
  triangles: number[];
}

/** Reads `mesh.json` and `color.jpg` of a folder, and finds the landmarks in a drawing of it. */
export async function readHead(
  folder: string,
  locate: (picture: {
    data: Uint8Array;
    width: number;
    height: number;
  }) => Promise<LocatedFace | null>,
): Promise<Head> {
  const scan = JSON.parse(await readFile(path.join(folder, 'mesh.json'), 'utf8')) as ScanFile;
  const positions = Float32Array.from(scan.positions, (value, at) =>
    at % 3 === 0 ? 4.1 * value : -4.1 * value,
  );
  const mesh: Mesh = {
    positions,
    uvs: Float32Array.from(scan.uvs, (value, at) => (at % 2 === 0 ? value : 1 - value)),
    triangles: Uint32Array.from(scan.triangles),
    texture: await readTexture(path.join(folder, 'color.jpg')),
  };
  const camera = { pose: {}, width: 640, height: 640, focal: 4, samples: 2 };
  const far = 150;
  const image = render(camera, [{ mesh, pose: { z: far } }], {
    towards: [-0.3, -0.5, -1],
    ambient: 0.5,
  });
  const found = await locate({ ...image, data: Uint8Array.from(image.data) });
  if (!found) throw new Error(`No face was found in a drawing of ${folder}.`);
  const front = frontOf(mesh);
  const flat = found.landmarks.map(({ x, y }) => {
    const [right, down] = [x - 319.5, y - 319.5].map((value) => (value * far) / (4 * 640)) as [
      number,
      number,
    ];
    const z = front(right, down);
    const scale = (far + z) / far;
    return [right * scale, down * scale, z] as [number, number, number];
  });
  return centreMesh(mesh, flat);
}

/** The scan's surface that faces the camera, by its nearest corner. */
function frontOf({ positions }: Mesh): (x: number, y: number) => number {
  return (x, y) => {
    let best = Infinity;
    let found = 0;
    for (let at = 0; at < positions.length; at += 3) {
      if (positions[at + 2]! > 4) continue;
      const away =
        Math.hypot(positions[at]! - x, positions[at + 1]! - y) + 0.05 * positions[at + 2]!;
      if (away < best) [best, found] = [away, positions[at + 2]!];
    }
    return found;
  };
}

function middleOf(points: readonly (readonly number[])[], indices: readonly number[]): number[] {
  return [0, 1, 2].map(
    (i) => indices.reduce((sum, index) => sum + (points[index]![i] ?? 0), 0) / indices.length,
  );
}

const leftEye = [37, 38, 40, 41];
const rightEye = [43, 44, 46, 47];

/** Moves the eyes to the origin, and scales the head to an adult's. */
function centreMesh(mesh: Mesh, landmarks: [number, number, number][]): Head {
  const [left, right] = [middleOf(landmarks, leftEye), middleOf(landmarks, rightEye)];
  const scale = eyesInCentimetres / Math.hypot(right[0]! - left[0]!, right[1]! - left[1]!);
  const centre = left.map((value, i) => (value + right[i]!) / 2);
  const move = (value: number, i: number) => scale * (value - centre[i % 3]!);
  return {
    mesh: { ...mesh, positions: mesh.positions.map(move) },
    landmarks: landmarks.map((point) => point.map(move) as [number, number, number]),
  };
}

/** How a head differs from the scan. Factors. */
export interface HeadShape {
  width: number;
  height: number;
  /** Of the depth of the whole head. */
  depth: number;
  /** Of what the nose and the chin stand out. */
  nose: number;
  chin: number;
  size: number;
}

/** Changes the proportions of a head. */
export function reshape({ mesh, landmarks }: Head, shape: HeadShape): Head {
  const tip = landmarks[30]!;
  const chin = landmarks[8]!;
  const bump = (
    x: number,
    y: number,
    z: number,
    at: readonly number[],
    across: number,
    down: number,
  ) => (z > 6 ? 0 : Math.exp(-(((x - at[0]!) / across) ** 2) - ((y - at[1]!) / down) ** 2));
  const move = (x: number, y: number, z: number): [number, number, number] => {
    // A nose stands out by 2.2 cm, a chin by 1 cm.
    const out =
      2.2 * (shape.nose - 1) * bump(x, y, z, tip, 1.6, 2.2) +
      1 * (shape.chin - 1) * bump(x, y, z, chin, 2.2, 1.8);
    const { size } = shape;
    return [size * shape.width * x, size * shape.height * y, size * (shape.depth * z - out)];
  };
  const positions = mesh.positions.slice();
  for (let at = 0; at < positions.length; at += 3) {
    positions.set(move(positions[at]!, positions[at + 1]!, positions[at + 2]!), at);
  }
  return { mesh: { ...mesh, positions }, landmarks: landmarks.map(([x, y, z]) => move(x, y, z)) };
}

/** Puts the skin of a frontal photo on a head, and moves the head's features to the photo's places. */
export function dress(head: Head, photo: LocatedFace & { texture: Texture }): Head {
  const { width, height } = photo.texture.levels[0]!;
  const points = photo.landmarks;
  const [left, right] = [leftEye, rightEye].map((eye) =>
    middleOf(
      points.map(({ x, y }) => [x, y]),
      eye,
    ),
  ) as [number[], number[]];
  const [dx, dy] = [right[0]! - left[0]!, right[1]! - left[1]!];
  const pixels = Math.hypot(dx, dy) / eyesInCentimetres;
  const [cos, sin] = [dx, dy].map((value) => value / Math.hypot(dx, dy)) as [number, number];
  const [cx, cy] = [(left[0]! + right[0]!) / 2, (left[1]! + right[1]!) / 2];
  const upright = points.map(({ x, y }): Point => ({
    x: ((x - cx) * cos + (y - cy) * sin) / pixels,
    y: ((y - cy) * cos - (x - cx) * sin) / pixels,
  }));
  const own = head.landmarks.map(([x, y]) => ({ x, y }));
  // Centimetres are large for the spline's unit of bending, so some smoothing evens out wrong landmarks.
  const moves = thinPlate(
    own,
    upright.map(({ x, y }, at) => [x - own[at]!.x, y - own[at]!.y]),
    2,
  );
  const positions = head.mesh.positions.slice();
  const uvs = new Float32Array((2 * positions.length) / 3);
  const place = (x: number, y: number): [number, number] => {
    const [mx, my] = moves({ x, y }) as [number, number];
    const size = Math.hypot(mx, my);
    const least = size > 1.5 ? 1.5 / size : 1;
    return [x + mx * least, y + my * least];
  };
  for (let at = 0; at < positions.length; at += 3) {
    const [x, y] = place(positions[at]!, positions[at + 1]!);
    positions[at] = x;
    positions[at + 1] = y;
    const [px, py] = [cx + pixels * (x * cos - y * sin), cy + pixels * (y * cos + x * sin)];
    uvs.set([(px + 0.5) / width, (py + 0.5) / height], (2 * at) / 3);
  }
  const landmarks = head.landmarks.map(
    ([x, y, z]) => [...place(x, y), z] as [number, number, number],
  );
  return { mesh: { ...head.mesh, positions, uvs, texture: photo.texture }, landmarks };
}
