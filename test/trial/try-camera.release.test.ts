import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { allowRepeatSignIns, Trial } from '../../lab/trial/trial.ts';
import { picturesRepeated } from '../../lab/trial/try/story.ts';

t.test('try says when a camera repeats its pictures, and nothing when it works', async (t) => {
  const data = path.join(t.testdir(), 'data');
  await allowRepeatSignIns(data);
  const trial = await Trial.start(data, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  await trial.enrol({ name: 'Ada Example' }, [await cropPhoto(sampleFaces.womanA)]);
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  const kiosk = await trial.openKiosk({ frames });
  t.equal((await trial.signIn({ name: 'Ada Example', jobId: 'works' })).status, 200);
  t.notOk(await picturesRepeated(trial));
  kiosk.show(frames.slice(0, 1));
  t.equal((await trial.signIn({ name: 'Ada Example', jobId: 'repeats' })).status, 412);
  t.ok(await picturesRepeated(trial));
});
