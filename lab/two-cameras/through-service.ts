import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { seededRandom } from '#base/random';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { CameraRigs } from '#server/kiosk/camera-rigs.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { Trial } from '../trial/trial.ts';
import { kinds } from './kinds.ts';
import { pick, type Material } from './material.ts';
import { drawFilm, type CameraSite } from './play.ts';

/** How one sign-in before two cameras ended. */
export interface ServedLine {
  kind: string;
  time: number;
  letIn: boolean;
  reason: string;
}

const victim = { name: 'Vera Victim', email: 'vera@example.com' };
const settings = { VESTIBULE_LIVENESS: 'two_cameras', VESTIBULE_DEADLINE_SECONDS: '12' };

/**
 * Plays what is shown before the cameras of a place through the whole service, as Envoy and a lobby screen reach it: a
 * signed call, the WebSocket, the models, in real time. Each sign-in has an installation of its own, so that no earlier
 * one counts. The person shown is enrolled with the photo that was used.
 *
 * @returns null where the photo was not taken for an enrolment
 */
export async function playThroughService(
  place: CameraSite,
  { kind, time, material, seed }: { kind: string; time: number; material: Material; seed: number },
): Promise<ServedLine | null> {
  const random = seededRandom(seed);
  const photo = pick(material.photos, random);
  const show = await kinds[kind]!.draw({ material: { ...material, photos: [photo] }, random });
  // The simulated screen says that both pictures were taken at one moment.
  const film = await drawFilm({ ...place, rig: { ...place.rig, lateMs: 0 } }, show, random);
  return inTemporaryFolder('pairs', async (folder) => {
    const log = pino({ level: 'silent' });
    const trial = await Trial.start(folder, log, settings);
    try {
      const isEnrolled = await trial.enrol(victim, [await readFile(photo)]).then(
        () => true,
        () => false,
      );
      if (!isEnrolled) return null;
      await trial.openKiosk({ frames: film.first, second: film.second });
      const { db, kioskRegistry } = trial.service;
      const [screen] = kioskRegistry.status();
      await new CameraRigs(db, log).put(screen?.id ?? '', place.geometry, 'command:lab');
      await kioskRegistry.pairingChanged();
      const { status } = await trial.signIn({ ...victim, jobId: 'job' });
      const reason = (await findSignIn(db, 'job'))?.reason ?? 'none';
      return { kind, time, letIn: status === 200, reason };
    } finally {
      await trial.stop();
    }
  });
}
