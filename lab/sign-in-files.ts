import { Session, type Profiler } from 'node:inspector/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { cropPhoto, sampleFaces, webcamFrames } from './trial/sample-photos.ts';
import { Trial } from './trial/trial.ts';
import { inTemporaryFolder } from '../scripts/terminal/temporary-folder.ts';

const { womanA, womanB } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const restMs = 4000;

/** The files of the service, such as `server/sign-in/sign-ins.js`, whose code ran. */
interface FilesRun {
  /** Files that ran while one sign-in was approved. */
  signIn: string[];
  /** Those of them that also run without a sign-in. */
  anyway: string[];
}

/**
 * Returns the files that one approved sign-in runs through in the answering process. The service is the one of `demo`:
 * SQLite, passive liveness, one screen.
 * @throws {Error} when the sign-in was not approved
 */
export async function filesOfOneSignIn(): Promise<FilesRun> {
  return inTemporaryFolder('count', async (folder) => {
    const trial = await Trial.start(folder, pino({ level: 'silent' }));
    const session = new Session();
    try {
      await trial.enrol(anna, [await cropPhoto(womanA)]);
      await trial.openKiosk({ frames: await webcamFrames(womanB, 12) });
      // Waits until the work of the start is done.
      await wait(restMs);
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
      await wait(restMs);
      const atRest = filesIn(await session.post('Profiler.takePreciseCoverage'));
      const { status, body } = await trial.signIn(anna);
      if (status !== 200) throw new Error(`The sign-in was answered with ${status}: ${body}`);
      const signIn = filesIn(await session.post('Profiler.takePreciseCoverage'));
      return { signIn, anyway: signIn.filter((file) => atRest.includes(file)) };
    } finally {
      session.disconnect();
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
