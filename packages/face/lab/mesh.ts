import { product } from '../relief/rig-geometry.ts';
import type { Texture } from './texture.ts';

/** Triangles in centimetres: x to the right, y down, z away from the cameras. */
export interface Mesh {
  /** Three numbers a corner. */
  positions: Float32Array;
  /** Two numbers a corner, 0 to 1 from the left and from the top of the texture. */
  uvs: Float32Array;
  triangles: Uint32Array;
  texture: Texture;
  /** Whether it emits its own light; otherwise the room's light shades it. */
  shines?: boolean;
}

/** Degrees and centimetres. Yaw turns to the picture's right, pitch up, roll clockwise; then it is moved. */
export interface MeshPose {
  yaw?: number;
  pitch?: number;
  roll?: number;
  x?: number;
  y?: number;
  z?: number;
}

export interface DrawnObject {
  mesh: Mesh;
  pose: MeshPose;
}

/** Row by row, nine numbers. */
export function rotation({ yaw = 0, pitch = 0, roll = 0 }: MeshPose): number[] {
  const [a, b, c] = [-yaw, -pitch, roll].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const turn = [Math.cos(a), 0, Math.sin(a), 0, 1, 0, -Math.sin(a), 0, Math.cos(a)];
  const nod = [1, 0, 0, 0, Math.cos(b), -Math.sin(b), 0, Math.sin(b), Math.cos(b)];
  const tilt = [Math.cos(c), -Math.sin(c), 0, Math.sin(c), Math.cos(c), 0, 0, 0, 1];
  return product(product(turn, nod), tilt);
}

/** A grid of cells over the unit square, whose corners lie where `place` says. */
export function gridMesh(
  texture: Texture,
  place: (u: number, v: number) => [number, number, number],
  cells = 24,
): Mesh {
  const row = cells + 1;
  const positions = new Float32Array(3 * row * row);
  const uvs = new Float32Array(2 * row * row);
  const triangles = new Uint32Array(6 * cells * cells);
  for (let j = 0; j < row; j += 1) {
    for (let i = 0; i < row; i += 1) {
      const [u, v, at] = [i / cells, j / cells, j * row + i];
      positions.set(place(u, v), 3 * at);
      uvs.set([u, v], 2 * at);
      if (i === cells || j === cells) continue;
      const first = 6 * (j * cells + i);
      triangles.set([at, at + 1, at + row, at + 1, at + row + 1, at + row], first);
    }
  }
  return { positions, uvs, triangles, texture };
}
