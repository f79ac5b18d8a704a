import {
  learnRig,
  type FaceTracks,
  type PairMeasure,
  type PairMoment,
  type ReliefAnswer,
  type RigGeometry,
} from '#face';
import { ReliefProof, type SeenShape } from '#face/steps';
import { pick, readRoom, type Material } from './material.ts';
import { kinds } from './kinds.ts';
import type { Show } from './show.ts';
import { drawMotion } from './motions.ts';
import type { Mesh } from '#face/lab/mesh.ts';
import { render, type DrawnCamera, type Image, type Light } from '#face/lab/rasteriser.ts';
import { between, drawRig, type DrawnRig } from './rigs.ts';
import type { PairLooker } from './seen-by-models.ts';
import { expose } from '#face/lab/sensor.ts';

/** Seconds between two pairs: the page sends eight a second. */
const step = 0.125;
/** Pairs that a capture has, at most: five seconds, of the twenty that a lobby waits by default. */
const mostPairs = 40;
/** Pairs of a person from which a rig is learned. */
const learningPairs = 20;

/** A place with two cameras, which were learned from somebody. */
export interface CameraSite {
  rig: DrawnRig;
  geometry: RigGeometry;
  room: Mesh;
  light: Light;
}

/** One pair of a sequence. */
interface PlayedPair extends PairMoment {
  measure: PairMeasure;
}

/** How a played sequence ended. */
export interface PlayedSequence {
  outcome: ReliefAnswer['outcome'];
  /** Of an answer that was not measured. */
  fault: string | null;
  nose: number | null;
  bend: number | null;
  /** Pairs until the answer. */
  pairs: number;
  /** What the pairs showed. */
  seen: PlayedPair[];
}

const outcomes = {
  head: 'alive',
  doubtful: 'doubtful',
  flat: 'flat',
  unknown: 'not_measured',
} as const satisfies Record<SeenShape, PlayedSequence['outcome']>;

/** Draws a place and learns its cameras from one person. @returns the fault where that fails */
export async function drawPlace(
  material: Material,
  random: () => number,
  looker: PairLooker,
): Promise<CameraSite | string> {
  const rig = drawRig(random);
  const room = await readRoom(pick(material.rooms, random));
  const light: Light = {
    towards: [between(random, -1, 1), between(random, -1, 0), -1],
    ambient: between(random, 0.35, 0.75),
  };
  const drawer = new PairDrawer(rig, room, light, random);
  const show = await kinds['person']!.draw({ material, random });
  // Steps nearer and back while the head moves as it does.
  const range = drawMotion(random, { near: 0, far: 0, yaw: 6 });
  const tracks: FaceTracks[] = [];
  for (let at = 0; at < learningPairs; at += 1) {
    const seconds = at * 0.25;
    const z = 62 + 20 * Math.sin((2 * Math.PI * at) / learningPairs);
    const [left, right] = await drawer.draw((time, camera) => {
      const shown = show(time, camera);
      const pose = {
        ...range(time),
        z:
          z +
          (20 * 2 * Math.PI * Math.cos((2 * Math.PI * at) / learningPairs) * (time - seconds)) /
            (0.25 * learningPairs),
      };
      return { instances: shown.instances.map(({ mesh }) => ({ mesh, pose })) };
    }, seconds);
    const { measure } = await looker.see(left, right);
    if (measure.measured) tracks.push(measure);
  }
  const learned = learnRig(tracks);
  return learned.learned ? { rig, geometry: learned.rig, room, light } : learned.fault;
}

/** Plays what is shown before the cameras of a place, until the session has answered. */
export async function playSequence(
  { rig, geometry, room, light }: CameraSite,
  show: Show,
  random: () => number,
  looker: PairLooker,
): Promise<PlayedSequence> {
  const drawer = new PairDrawer(rig, room, light, random);
  const proof = new ReliefProof(geometry);
  const seen: PlayedPair[] = [];
  for (let at = 0; at < mostPairs; at += 1) {
    const seconds = at * step + between(random, -0.01, 0.01);
    const [left, right, apartMs] = await drawer.draw(show, seconds);
    const { measure, yaw, pitch } = await looker.see(left, right);
    const moment = { at: 1000 * seconds, apartMs, yaw, pitch };
    seen.push({ ...moment, measure });
    proof.add(measure, moment);
    if (proof.shape() !== 'unknown') break;
  }
  const { answer } = proof;
  const figures = answer?.outcome === 'not_measured' ? null : answer;
  return {
    outcome: outcomes[proof.shape(true)],
    fault: answer?.outcome === 'not_measured' ? answer.fault : null,
    nose: figures?.nose ?? null,
    bend: figures?.bend ?? null,
    pairs: seen.length,
    seen,
  };
}

/** Draws what the cameras of a place see of it, a picture of each every step. */
export async function drawFilm(
  { rig, room, light }: CameraSite,
  show: Show,
  random: () => number,
): Promise<{ first: Buffer[]; second: Buffer[] }> {
  const drawer = new PairDrawer(rig, room, light, random);
  const film = { first: [] as Buffer[], second: [] as Buffer[] };
  for (let at = 0; at < mostPairs; at += 1) {
    const [left, right] = await drawer.draw(show, at * step);
    film.first.push(left);
    film.second.push(right);
  }
  return film;
}

class PairDrawer {
  readonly #rig: DrawnRig;
  readonly #light: Light;
  readonly #random: () => number;
  readonly #walls: Image[];

  constructor(rig: DrawnRig, room: Mesh, light: Light, random: () => number) {
    this.#rig = rig;
    this.#light = light;
    this.#random = random;
    const wall = { mesh: { ...room, shines: true }, pose: { z: between(random, 200, 400) } };
    this.#walls = rig.cameras.map((camera) => render(camera, [wall], light));
  }

  /** @returns the left and the right JPEG, and the milliseconds between them */
  async draw(show: Show, seconds: number): Promise<[Buffer, Buffer, number]> {
    const { cameras, sensors, lateMs } = this.#rig;
    const apartMs = lateMs + between(this.#random, -10, 10);
    const images: Buffer[] = [];
    for (const index of [0, 1] as const) {
      const {
        instances,
        off = {},
        seenBy = index,
      } = show(seconds + (index * apartMs) / 1000, index);
      const camera = displace(cameras[seenBy], off);
      const image = render(camera, instances, this.#light, this.#walls[seenBy]);
      images.push(await expose(image, sensors[index], this.#random));
    }
    return [images[0]!, images[1]!, apartMs];
  }
}

/** A display that is not placed exactly shows what a camera with another direction sees. */
function displace(
  camera: DrawnCamera,
  off: { yaw?: number; pitch?: number; roll?: number; zoom?: number },
): DrawnCamera {
  const { pose } = camera;
  return {
    ...camera,
    focal: camera.focal * (off.zoom ?? 1),
    pose: {
      ...pose,
      yaw: (pose.yaw ?? 0) + (off.yaw ?? 0),
      pitch: (pose.pitch ?? 0) + (off.pitch ?? 0),
      roll: (pose.roll ?? 0) + (off.roll ?? 0),
    },
  };
}
