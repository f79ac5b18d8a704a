import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Half } from '../attacks/people.ts';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { fivePoints } from '#face/steps';
import {
  dress,
  eyesInCentimetres,
  readHead,
  reshape,
  type Head,
  type HeadShape,
} from './head-scan.ts';
import type { LocatedFace, PairLooker } from './seen-by-models.ts';
import { between } from './rigs.ts';
import type { PlacedPicture } from '#face/lab/surfaces.ts';
import { readTexture, textureOf, type Texture } from '#face/lab/texture.ts';
import { gridMesh, type Mesh } from '#face/lab/mesh.ts';

/** A frontal photo of a person. */
export interface Photo extends LocatedFace {
  texture: Texture;
}

/** What pairs are drawn from, of one half. */
export interface Material {
  scan: Head;
  photos: readonly string[];
  rooms: readonly string[];
  photo(file: string): Promise<Photo>;
}

function halfOf(file: string): Half {
  return createHash('sha256').update(path.basename(file)).digest()[0]! < 128 ? 'tune' : 'judge';
}

/**
 * Reads what a folder of faces has: `heads` (a scan), `strangers` (frontal photos), `scenes/no_human_face` (rooms).
 *
 * @throws {RefusalError} when something is missing
 */
export async function readMaterial(
  folder: string,
  half: Half,
  looker: PairLooker,
): Promise<Material> {
  const scan = await readHead(path.join(folder, 'heads'), (picture) =>
    looker.locate(picture),
  ).catch((cause: unknown) => {
    throw new RefusalError(
      'no_head',
      `There is no scanned head in ${path.join(folder, 'heads')}: ${String(cause)}`,
    );
  });
  const known = new Map<string, Promise<Photo>>();
  return {
    scan,
    photos: await picturesIn(path.join(folder, 'strangers'), half),
    rooms: await picturesIn(path.join(folder, 'scenes', 'no_human_face'), half),
    photo(file) {
      if (!known.has(file)) known.set(file, readPhoto(file, looker));
      return known.get(file)!;
    },
  };
}

async function picturesIn(folder: string, half: Half): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /\.(jpe?g|png)$/i.test(name) && halfOf(name) === half);
  if (files.length === 0)
    throw new RefusalError('no_pictures', `There are no pictures in ${folder}.`);
  return files.sort().map((name) => path.join(folder, name));
}

async function readPhoto(file: string, looker: PairLooker): Promise<Photo> {
  const texture = await readTexture(file);
  const face = await looker.locate(texture.levels[0]!);
  if (!face) throw new RefusalError('no_face', `There is no face in ${file}.`);
  return { ...face, texture };
}

export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}

/** The photo with its face as large as in life, times `size`. */
export function layOut({ landmarks, texture }: Photo, size = 1): PlacedPicture {
  const [left, right] = fivePoints(landmarks);
  return {
    texture,
    middle: { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 },
    pixels: Math.hypot(right.x - left.x, right.y - left.y) / (size * eyesInCentimetres),
  };
}

/** A head that differs from the scan by up to 30 % in nose and chin, with the skin of a photo. */
export function drawHead(
  scan: Head,
  photo: Photo,
  random: () => number,
  how: Partial<HeadShape> = {},
): Head {
  const u = (least: number, most: number) => between(random, least, most);
  const shape: HeadShape = {
    width: u(0.94, 1.06),
    height: u(0.94, 1.06),
    depth: u(0.88, 1.12),
    nose: u(0.7, 1.3),
    chin: u(0.7, 1.3),
    size: u(0.92, 1.08),
    ...how,
  };
  return dress(reshape(scan, shape), { ...photo, texture: withoutWhite(photo.texture) });
}

/** Studio photos have a white ground, and no head is white: its place gets the colour of dark hair. */
function withoutWhite(texture: Texture): Texture {
  const { data, width, height } = texture.levels[0]!;
  const out = data.slice();
  for (let at = 0; at < out.length; at += 3) {
    if (Math.min(data[at]!, data[at + 1]!, data[at + 2]!) < 200) continue;
    const grain = (at * 7919) % 23;
    out.set([60 + grain, 48 + grain, 40 + grain], at);
  }
  return textureOf(out, width, height);
}

/** Softens the skin: a child's has hardly any texture. */
export async function soften(photo: Photo, blur: number): Promise<Photo> {
  const { data, width, height } = photo.texture.levels[0]!;
  const sharp = (await import('sharp')).default;
  const image = sharp(data, { raw: { width, height, channels: 3 } }).blur(blur);
  return {
    ...photo,
    texture: textureOf(new Uint8Array(await image.raw().toBuffer()), width, height),
  };
}

/** A room's wall behind everything, 6 m wide. */
export async function readRoom(file: string): Promise<Mesh> {
  const texture = await readTexture(file, { side: 1000 });
  const { width, height } = texture.levels[0]!;
  const high = Math.max(500, (700 * height) / width);
  return gridMesh(texture, (u, v) => [700 * (u - 0.5), high * (v - 0.5), 0], 12);
}

/** The frame of glasses, 1 cm in front of the eyes. */
export function glassesFor({ landmarks }: Head): Mesh {
  const dark = new Uint8Array(3 * 32 * 32).fill(25);
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const eye of [
    [36, 39],
    [42, 45],
  ]) {
    const [one, other] = eye.map((index) => landmarks[index]!) as [
      [number, number, number],
      [number, number, number],
    ];
    const middle = [0, 1, 2].map((i) => (one[i]! + other[i]!) / 2);
    ring(middle, 2.6, 1.9, positions, triangles);
  }
  const uvs = new Float32Array((2 * positions.length) / 3).fill(0.5);
  return {
    positions: Float32Array.from(positions),
    uvs,
    triangles: Uint32Array.from(triangles),
    texture: textureOf(dark, 32, 32),
  };
}

function ring(
  middle: readonly number[],
  across: number,
  down: number,
  positions: number[],
  triangles: number[],
): void {
  const first = positions.length / 3;
  const steps = 28;
  for (let step = 0; step < steps; step += 1) {
    const angle = (2 * Math.PI * step) / steps;
    for (const size of [1, 0.86]) {
      positions.push(
        middle[0]! + size * across * Math.cos(angle),
        middle[1]! + size * down * Math.sin(angle),
        middle[2]! - 1.8,
      );
    }
    const [a, b] = [first + 2 * step, first + 2 * ((step + 1) % steps)];
    triangles.push(a, a + 1, b, b, a + 1, b + 1);
  }
}
