import { writeFile } from 'node:fs/promises';
import { Session, type Profiler } from 'node:inspector/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { openPassportReader } from './trial/demo.ts';
import { cropPhoto, sampleFaces, webcamFrames } from './trial/sample-photos.ts';
import { specimenDocument } from './trial/specimen-document.ts';
import { Trial } from './trial/trial.ts';
import type { Visitor } from './simulate/held-sign-in.ts';
import { inTemporaryFolder } from '../scripts/terminal/temporary-folder.ts';

const { womanA, womanB, guest1 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const cleo = { name: 'Cleo Unknown', email: 'cleo@example.com' };
const documentPolicy =
  'default: { checks: { face: { whenNotEnrolled: document }, identity_document: } }\n';
const restMs = 4000;

/** The files of the service, such as `server/sign-in/sign-ins.js`, whose code ran. */
interface FilesRun {
  /** Files that ran while one sign-in was approved. */
  signIn: string[];
  /** Those of them that also run without a sign-in. */
  anyway: string[];
}

/**
 * Returns the files that one approved sign-in of an enrolled person runs through in the answering process. The service
 * is the one of `demo`: SQLite, passive liveness, one screen.
 * @throws {Error} when the sign-in was not approved
 */
export async function filesOfOneSignIn(): Promise<FilesRun> {
  return inTrial(null, async (trial) => {
    await trial.enrol(anna, [await cropPhoto(womanA)]);
    await trial.openKiosk({ frames: await webcamFrames(womanB, 12) });
    return { visitor: anna };
  });
}

/** The same of somebody who is not enrolled and lays a passport on a reader. */
export async function filesOfOneDocument(): Promise<FilesRun> {
  return inTrial(documentPolicy, async (trial) => {
    const kiosk = await trial.openKiosk({ frames: await webcamFrames(guest1, 12) });
    const { showPassport, stop } = await openPassportReader(trial, kiosk);
    return { visitor: cleo, act: () => showPassport(specimenDocument()), stop };
  });
}

interface Scene {
  visitor: Visitor;
  /** What the visitor does while the sign-in waits. */
  act?: () => Promise<void>;
  stop?: () => Promise<void>;
}

async function inTrial(
  policy: string | null,
  prepare: (trial: Trial) => Promise<Scene>,
): Promise<FilesRun> {
  return inTemporaryFolder('count', async (folder) => {
    if (policy !== null) await writeFile(path.join(folder, 'policy.yaml'), policy);
    const trial = await Trial.start(folder, pino({ level: 'silent' }));
    const session = new Session();
    let scene: Scene | undefined;
    try {
      scene = await prepare(trial);
      // Waits until the work of the start is done.
      await wait(restMs);
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
      await wait(restMs);
      const atRest = filesIn(await session.post('Profiler.takePreciseCoverage'));
      const [{ status, body }] = await Promise.all([trial.signIn(scene.visitor), scene.act?.()]);
      if (status !== 200) throw new Error(`The sign-in was answered with ${status}: ${body}`);
      const signIn = filesIn(await session.post('Profiler.takePreciseCoverage'));
      return { signIn, anyway: signIn.filter((file) => atRest.includes(file)) };
    } finally {
      session.disconnect();
      await scene?.stop?.();
      await trial.stop();
    }
  });
}

/** Returns the files in which at least one function ran since the last call. */
function filesIn({ result }: Profiler.TakePreciseCoverageReturnType): string[] {
  return result
    .filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0))
    .flatMap(({ url }) => /\/dist\/(server\/.+)$/.exec(url)?.[1] ?? [])
    .sort();
}
