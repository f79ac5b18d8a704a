import { once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const silent = pino({ level: 'silent' });

t.test('faults in a lobby', async (t) => {
  // Long enough for two captures on a busy machine.
  const trial = await Trial.start(t.testdir(), silent, { VESTIBULE_DEADLINE_SECONDS: '20' });
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
    const back = once(kiosk, 'captureEnd').then(() => {
      const connected = once(kiosk, 'connected');
      kiosk.cut();
      return connected;
    });
    t.equal((await trial.signIn(anna)).status, 200);
    await back;
    t.equal((await trial.signIn(anna)).status, 200, 'and it is back for the next');
  });
});
