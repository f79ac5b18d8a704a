import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../scripts/demo/sample-photos.ts';
import { Trial } from '../../scripts/demo/trial.ts';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const silent = pino({ level: 'silent' });

t.test('faults in a lobby', async (t) => {
  const trial = await Trial.start(t.testdir(), silent, { VESTIBULE_DEADLINE_SECONDS: '5' });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  const kiosk = await trial.openKiosk({ frames });
  const reason = async (jobId: string) => (await findSignIn(trial.service.db, jobId))?.reason;

  await t.test('two hundred sign-ins at once at one kiosk are each answered', async (t) => {
    const jobs = Array.from({ length: 200 }, (_, i) => `crowd-${i}`);
    const answers = await Promise.all(jobs.map((jobId) => trial.signIn({ ...anna, jobId })));
    const reasons = await Promise.all(jobs.map(reason));
    const odd = answers.filter(({ status }, i) =>
      status === 200
        ? reasons[i] !== 'matched'
        : status !== 412 || !['kiosk_busy', 'timed_out'].includes(reasons[i] ?? ''),
    );
    t.same(odd, []);
    t.ok(
      answers.some(({ status }) => status === 200),
      'the first in line is let in',
    );
  });

  await t.test('and the one after them as ever', async (t) => {
    t.equal((await trial.signIn(anna)).status, 200);
  });

  await t.test('a kiosk that is lost when all is seen changes nothing', async (t) => {
    const ended = once(kiosk, 'captureEnd').then(() => kiosk.cut());
    t.equal((await trial.signIn(anna)).status, 200);
    await ended;
    await once(kiosk, 'connected');
    t.equal((await trial.signIn(anna)).status, 200, 'and it is back for the next');
  });

  await t.test('a clock that jumps in mid-capture neither lets in nor holds anybody', async (t) => {
    const { now } = Date;
    t.teardown(() => (Date.now = now));
    for (const jump of [3_600_000, -3_600_000]) {
      const jumped = once(kiosk, 'capture').then(() => (Date.now = () => now() + jump));
      const answer = await trial.signIn({ ...anna, signedInAt: new Date(now()) });
      await jumped;
      Date.now = now;
      t.equal(answer.status, 200, 'the deadline does not hang on it');
    }
  });

  await t.test('models that get no memory cost frames, and are replaced', async (t) => {
    const [pid = 0] = trial.service.vision.pids;
    const limited = spawnSync('prlimit', [`--pid=${pid}`, '--as=1048576']);
    if (limited.status !== 0) {
      t.comment('prlimit is not here; not shown');
      return;
    }
    const answer = await trial.signIn({ ...anna, jobId: 'no-memory' });
    t.ok([200, 412].includes(answer.status));
    if (answer.status === 200) t.equal(await reason('no-memory'), 'matched');
    t.equal((await trial.signIn(anna)).status, 200, 'and the next one is looked at');
  });
});
