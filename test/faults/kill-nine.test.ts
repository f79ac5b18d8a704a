import Database from 'better-sqlite3';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { end, pairingCode, secret, start } from '../../lab/running-service.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { heldSignIn, sendSigned, type HookAnswer } from '../../lab/simulate/held-sign-in.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { projectRoot } from '#server/config/environment.ts';
import { casesOf } from '../support/release.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** A moment during a sign-in, as the lobby screen and the caller see it. */
type Moment = (kiosk: KioskClient, answer: Promise<unknown>) => Promise<unknown>;
const nthGuidance =
  (n: number): Moment =>
  async (kiosk) => {
    for (let i = 0; i < n; i++) await once(kiosk, 'guidance');
  };
const moments: Record<string, Moment> = {
  'as it is sent': async () => {},
  'a moment after it was sent': () => new Promise((resolve) => setImmediate(resolve)),
  'when the camera is asked for': (kiosk) => once(kiosk, 'capture'),
  'after the first frame': nthGuidance(1),
  'after the second frame': nthGuidance(2),
  'after the third frame': nthGuidance(3),
  'when the camera goes off': (kiosk) => once(kiosk, 'captureEnd'),
  'when the outcome is shown': (kiosk) => once(kiosk, 'outcome'),
  'when it is answered': (_kiosk, answer) => answer,
  'a moment after it was answered': async (_kiosk, answer) => {
    await answer;
    await new Promise((resolve) => setImmediate(resolve));
  },
};

const usual = ['after the first frame', 'a moment after it was answered'];

t.test('kill -9 at any moment of a sign-in', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  await trial.stop();
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  let token: string | undefined;

  let running = await start(dataDir);
  for (const [what, moment] of casesOf(moments, usual)) {
    const jobId = what.replaceAll(' ', '-');
    const body = JSON.stringify(heldSignIn({ ...anna, jobId }));
    await t.test(what, async (t) => {
      const access = token === undefined ? { code: await pairingCode(running) } : { token };
      const kiosk = new KioskClient({ url: running.lobbyUrl, frames, reconnect: false, ...access });
      await kiosk.start();
      token = kiosk.token;
      const answered: Promise<HookAnswer | null> = sendSigned(running.hookUrl, secret, body).catch(
        () => null,
      );
      // The sign-in may end before that moment; then the service is killed after its end.
      await Promise.race([moment(kiosk, answered), answered]);
      await end(running, 'SIGKILL');
      const answer = await answered;
      await kiosk.stop();

      running = await start(dataDir);
      const again = await sendSigned(running.hookUrl, secret, body);
      if (answer) {
        t.equal(again.status, answer.status, 'what was answered stands');
        t.equal(again.body, answer.body);
      } else {
        const stored = storedVerdict(dataDir, jobId);
        t.equal(again.status, stored === 'approved' ? 200 : 412, 'what was stored is what is said');
      }
    });
  }
  await end(running, 'SIGTERM');
  const database = new Database(path.join(dataDir, 'vestibule.sqlite'), { readonly: true });
  t.equal(database.pragma('integrity_check', { simple: true }), 'ok');
  const verify = spawn(
    process.execPath,
    [path.join(projectRoot, 'dist/scripts/vestibule.js'), 'audit', 'verify'],
    {
      env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir },
      stdio: 'ignore',
    },
  );
  t.equal(await codeOf(verify), 0, 'and the record of what was done is whole');
});

function storedVerdict(dataDir: string, jobId: string): unknown {
  const database = new Database(path.join(dataDir, 'vestibule.sqlite'), { readonly: true });
  try {
    return database.prepare('select verdict from sign_ins where job_id = ?').pluck().get(jobId);
  } finally {
    database.close();
  }
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
