import { loadEngine } from '#face/engines';
import { cutOut, learningPoses, PairStudio, standingPoses } from '#face/lab/drawn-pairs.ts';
import type { Mesh, MeshPose } from '#face/lab/mesh.ts';
import { flat } from '#face/lab/surfaces.ts';
import { ReliefMeter } from '#face/steps';
import { seededRandom } from '#base/random';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { saidOf } from '#server/desk/lobby/camera-set-up.ts';
import { CameraRigs } from '#server/kiosk/camera-rigs.ts';
import { RigSetUp } from '#server/kiosk/rig-set-up.ts';
import { createLogger } from '#server/ops/logging.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import type { KioskClient } from '../simulate/kiosk-client.ts';
import type { DemoScene } from './scene.ts';
import type { Trial } from './trial.ts';

const dana = { name: 'Dana Silva', email: 'dana@example.com' };
/** Visitors of this flow stand before two cameras. */
export const flowOfTwo = 'Two cameras';

/** What two cameras see of the same moments. */
interface PairFilm {
  first: Buffer[];
  second: Buffer[];
}

interface DrawnVisitor {
  /** One picture of the face, to enrol with. */
  portrait: Buffer;
  /** Steps nearer and back, as the set-up of the cameras asks. */
  steps: PairFilm;
  stands: PairFilm;
  /** The photo that the face was made from, on a sheet. */
  photo: PairFilm;
}

/** The photo is not quite from the front. */
const ahead = { yaw: 6, pitch: 8 };
const pairs = { steps: 28, stands: 20 } as const;

/** Draws a visitor, because no film of two cameras may be shipped: a photo on the depths of a mean head. */
export async function drawVisitor(): Promise<DrawnVisitor> {
  const engine = await loadEngine({ engine: 'onnx', ...installedModels });
  const studio = new PairStudio(engine, await ReliefMeter.load(), seededRandom(56));
  const face = await studio.face(6);
  const film = async (mesh: Mesh, poses: readonly MeshPose[]): Promise<PairFilm> => {
    const drawn: [Buffer, Buffer][] = [];
    for (const pose of poses) drawn.push(await studio.draw(mesh, pose));
    return { first: drawn.map(([left]) => left), second: drawn.map(([, right]) => right) };
  };
  const head = cutOut(face, face.head);
  const stands = standingPoses(pairs.stands, ahead);
  const { first: portrait } = await film(head, [{ z: 45, ...ahead }]);
  return {
    portrait: portrait[0]!,
    steps: await film(head, learningPoses(pairs.steps, ahead)),
    stands: await film(head, stands),
    photo: await film(cutOut(face, flat), stands),
  };
}

/**
 * Learns how the two cameras of a screen see each other, from the person before them now.
 *
 * @returns what the desk would say
 * @throws {RefusalError} when that fails, with what to do
 */
export async function setUpCameras(
  { service }: Trial,
  kioskId: string,
  actor: string,
): Promise<string> {
  const { db, kioskRegistry, vision } = service;
  const rigs = new CameraRigs(db, createLogger('silent'));
  const setUp = new RigSetUp({ kioskRegistry, rigs, vision }, kioskId, actor);
  await setUp.run();
  const said = saidOf(setUp.state)
    .map(({ sentence }) => sentence)
    .join(' ');
  if (setUp.state.phase !== 'learned') throw new RefusalError('cameras_not_set_up', said);
  return said;
}

/** Opens a screen with two cameras, which are set up, and enrols who stands before them. */
export async function openPair(trial: Trial): Promise<{ kiosk: KioskClient; scenes: DemoScene[] }> {
  const { portrait, steps, stands, photo } = await drawVisitor();
  const before = new Set(trial.service.kioskRegistry.status().map(({ id }) => id));
  const kiosk = await trial.openKiosk({ frames: steps.first, second: steps.second });
  const added = trial.service.kioskRegistry.status().find(({ id }) => !before.has(id));
  await setUpCameras(trial, added?.id ?? '', 'command:demo');
  await trial.enrol(dana, [portrait]);
  const visitor = { ...dana, flow: flowOfTwo };
  return {
    kiosk,
    scenes: [
      {
        what: 'a photo of Dana, two cameras',
        ...{ frames: photo.first, second: photo.second },
        ...{ visitor, expected: 'spoof_suspected' },
      },
      {
        what: 'Dana, two cameras',
        ...{ frames: stands.first, second: stands.second },
        ...{ visitor, expected: 'matched' },
      },
    ],
  };
}
