import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { decode } from '../decode.ts';
import type { Engine } from '../engines/engine.ts';
import { fivePoints } from '../landmarks.ts';
import { Pyramid } from '../picture.ts';
import type { PairMeasure } from '../relief/pair-measure.ts';
import { ReliefMeter, type FaceView } from '../relief/relief-meter.ts';
import { depthAround } from '../tracking/head-depth.ts';
import { gridMesh, type Mesh, type Pose } from './mesh.ts';
import { render, type Camera } from './rasteriser.ts';
import { expose, type Sensor } from './sensor.ts';
import { sheet, type Bend, type PlacedPicture } from './surfaces.ts';
import { textureOf } from './texture.ts';

/** A photo that may be shipped, with its face as large as in life. */
export interface DrawnFace extends PlacedPicture {
  /** How a head with this face is formed: the depths of the mean head. */
  head: Bend;
}

const samples = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);
const eyesInCentimetres = 6.3;
const sensor: Sensor = {
  noise: 2,
  jpegQuality: 80,
  gains: [1, 1, 1],
  blur: 0.6,
  sharpening: 0,
  vignette: 0.1,
};
const light = { towards: [-0.3, -0.5, -1], ambient: 0.5 } as const;

/** Two cameras 9 cm apart that look towards each other and differ by hand. */
export const usualCameras: [Camera, Camera] = [
  { pose: { x: -4.5, yaw: -2, roll: -1 }, width: 640, height: 480, focal: 0.8 },
  { pose: { x: 4.5, y: -0.8, yaw: 3, roll: 1 }, width: 640, height: 480, focal: 0.8 },
];

/** Draws pairs of pictures of a photo, flat or as a head, and measures them with the models. */
export class PairStudio {
  readonly #engine: Engine;
  readonly #meter: ReliefMeter;
  readonly #random: () => number;

  constructor(engine: Engine, meter: ReliefMeter, random: () => number) {
    this.#engine = engine;
    this.#meter = meter;
    this.#random = random;
  }

  /** The largest face of a demo photo of face-api. */
  async face(number: 1 | 2 | 3 | 4 | 5 | 6): Promise<DrawnFace> {
    const { data, info } = await sharp(path.join(samples, `sample${number}.jpg`))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture = { data: new Uint8Array(data), width: info.width, height: info.height };
    const landmarks = await this.#landmarksIn(new Pyramid(picture));
    if (!landmarks) throw new Error(`There is no face in sample${number}.jpg.`);
    const [left, right] = fivePoints(landmarks);
    const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
    const pixels = Math.hypot(right.x - left.x, right.y - left.y) / eyesInCentimetres;
    const { depthAt } = depthAround(landmarks);
    return {
      texture: textureOf(picture.data, picture.width, picture.height),
      middle,
      pixels,
      head: (x, y) => {
        const depth = depthAt({ x: middle.x + pixels * x, y: middle.y + pixels * y });
        return [x, y, -eyesInCentimetres * Math.max(-1.2, depth)];
      },
    };
  }

  /** @returns the JPEGs of both cameras */
  async draw(
    mesh: Mesh,
    pose: Pose,
    cameras = usualCameras,
    how: Partial<Sensor> = {},
  ): Promise<[Buffer, Buffer]> {
    const wall = { mesh: { ...greyWall, shines: true }, pose: { z: 300 } };
    const [left, right] = cameras.map((camera) =>
      expose(render(camera, [wall, { mesh, pose }], light), { ...sensor, ...how }, this.#random),
    );
    return [await left!, await right!];
  }

  async measure([left, right]: readonly [Uint8Array, Uint8Array]): Promise<PairMeasure> {
    const one = await this.#view(left);
    const other = await this.#view(right);
    if (!one || !other) return { measured: false, fault: 'no_face' };
    return this.#meter.measureRelief(one, other);
  }

  async #view(image: Uint8Array): Promise<FaceView | null> {
    const picture = new Pyramid((await decode(image)).picture);
    const landmarks = await this.#landmarksIn(picture);
    return landmarks && { picture, landmarks };
  }

  async #landmarksIn(picture: Pyramid) {
    const faces = await this.#engine.detect(picture);
    const [main] = faces.toSorted((a, b) => b.box.height - a.box.height);
    return main ? this.#engine.landmarks(picture, main.box) : null;
  }
}

const greyWall = gridMesh(
  textureOf(
    Uint8Array.from({ length: 3 * 64 * 64 }, (_, at) => 90 + (at % 61)),
    64,
    64,
  ),
  (u, v) => [700 * (u - 0.5), 520 * (v - 0.5), 0],
);

/** Only the head and what is near it, so that no other face of the photo is there. */
export function cutOut(face: DrawnFace, bend: Bend): Mesh {
  return sheet(face, bend, (x, y) => Math.hypot(x / 9, (y - 2) / 13) < 1);
}
