import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { decode } from '../decode.ts';
import type { Engine } from '../engines/engine.ts';
import { fivePoints } from '../landmarks.ts';
import { Pyramid } from '../picture.ts';
import type { PairMeasure } from '../relief/pair-measure.ts';
import type { FaceView, ReliefMeter } from '../relief/relief-meter.ts';
import { sample } from '../sampling.ts';
import { gridMesh, type Mesh, type MeshPose } from './mesh.ts';
import { render, type DrawnCamera } from './rasteriser.ts';
import { expose, type Sensor } from './sensor.ts';
import { ball, sheet, withNose, type Bend, type PlacedPicture } from './surfaces.ts';
import { textureOf } from './texture.ts';

/** A photo that may be shipped, with its face as large as in life. */
export interface DrawnFace extends PlacedPicture {
  /** How a head with this face is formed: a ball with a nose. */
  head: Bend;
  /** Of the nose, in centimetres from the middle of the eyes. */
  tip: { x: number; y: number };
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
export const usualCameras: [DrawnCamera, DrawnCamera] = [
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
    const photo = path.join(samples, `sample${number}.jpg`);
    const whole = new Pyramid((await decode(await readFile(photo))).picture);
    const landmarks = await this.#landmarksIn(whole);
    if (!landmarks) throw new Error(`There is no face in sample${number}.jpg.`);
    const [left, right] = fivePoints(landmarks);
    const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
    const pixels = Math.hypot(right.x - left.x, right.y - left.y) / eyesInCentimetres;
    const side = Math.round(26 * pixels);
    const data = new Float32Array(3 * side * side);
    const corner = { x: middle.x - side / 2, y: middle.y - 0.4 * side };
    const map = { a: 1, b: 0, c: corner.x, d: 0, e: 1, f: corner.y };
    const colours = { order: 'rgb', mean: [0, 0, 0], factor: [1, 1, 1] } as const;
    sample(whole, map, colours, { data, width: side, height: side });
    const tip = {
      x: (landmarks[30]!.x - middle.x) / pixels,
      y: (landmarks[30]!.y - middle.y) / pixels,
    };
    return {
      texture: textureOf(interleave(data, side), side, side),
      middle: { x: side / 2, y: 0.4 * side },
      pixels,
      head: withNose(ball(11), tip, 2.2),
      tip,
    };
  }

  /** @returns the JPEGs of both cameras */
  async draw(
    mesh: Mesh,
    pose: MeshPose,
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

/** From colour after colour to pixel after pixel. */
function interleave(data: Float32Array, side: number): Uint8Array {
  const plane = side * side;
  return Uint8Array.from(data, (_, at) => Math.round(data[(at % 3) * plane + Math.floor(at / 3)]!));
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

/** How a head is turned that looks ahead. Not zero where the photo was not taken quite from the front. */
interface Ahead {
  yaw: number;
  pitch: number;
}

/** A person who steps nearer and back and turns a little, as the set-up of the cameras asks. */
export function learningPoses(
  count: number,
  { yaw, pitch }: Ahead = { yaw: 0, pitch: 0 },
): MeshPose[] {
  return Array.from({ length: count }, (_, at) => {
    const phase = (2 * Math.PI * at) / 14;
    return {
      z: 60 + 15 * Math.sin(phase),
      x: 4 * Math.cos(phase),
      y: 2 * Math.sin(2 * phase),
      yaw: yaw + 8 * Math.cos(2 * phase),
      pitch: pitch + 4 * Math.sin(phase),
    };
  });
}

/** A person in front of the cameras, who sways a little. */
export function standingPoses(count: number, { yaw, pitch }: Ahead): MeshPose[] {
  return Array.from({ length: count }, (_, at) => ({
    z: 56 + 2 * Math.sin(at / 5),
    x: 1.5 * Math.sin(at / 3),
    y: Math.cos(at / 4),
    yaw: yaw + 2 * Math.cos(at / 4),
    pitch: pitch + Math.sin(at / 3),
  }));
}
