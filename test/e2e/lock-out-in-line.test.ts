import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('who waits in line behind five failures under one name is locked out, too', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }), {
    VESTIBULE_DEADLINE_SECONDS: '25',
  });
  t.teardown(() => trial.stop());
  const claimedPersonId = await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  for (const job of ['a', 'b', 'c']) {
    const reason = { verdict: 'review', reason: 'no_match', tried: 'failed' } as const;
    const failed = { ...reason, claimedPersonId };
    const times = { receivedAt: new Date(), decidedAt: new Date() };
    await insertSignIn(trial.service.db, decidedSignIn(job, { ...failed, ...times }));
  }
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.guest1, 12) });
  const herself = await webcamFrames(sampleFaces.womanB, 12);
  let captures = 0;
  kiosk.on('capture', () => {
    captures += 1;
    if (captures === 3) kiosk.show(herself);
  });

  const jobs = ['1', '2', '3'];
  const answers = await Promise.all(jobs.map((jobId) => trial.signIn({ ...anna, jobId })));
  t.same(
    answers.map(({ status }) => status),
    jobs.map(() => 412),
  );
  const rows = await Promise.all(jobs.map((jobId) => findSignIn(trial.service.db, jobId)));
  const reasons = rows.map((row) => row?.reason).sort();
  t.same(reasons, ['locked_out', 'no_match', 'no_match']);
  t.equal(captures, 3, 'each had its look, for none was locked out when it came');
});
