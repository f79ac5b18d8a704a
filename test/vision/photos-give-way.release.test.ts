import { randomBytes } from 'node:crypto';
import path from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { allowRepeatSignIns, Trial } from '../../lab/trial/trial.ts';
import { createLogger } from '#server/ops/logging.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import { VisionPool } from '#face';
import { Offerer } from '../desk/desk-people.ts';
import { startVision } from './started-vision.ts';

const [frame = Buffer.alloc(0)] = await webcamFrames(sampleFaces.womanB, 1);
const photo = await cropPhoto(sampleFaces.womanA);

/** Random pixels, which take the longest time for their size. */
function noise(side: number): Promise<Buffer> {
  const raw = { width: side, height: side, channels: 3 as const };
  return sharp(randomBytes(side * side * 3), { raw })
    .jpeg({ quality: 15, progressive: true })
    .toBuffer();
}

t.test('a held sign-in is let in while the largest photos are uploaded', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  await allowRepeatSignIns(dataDir);
  const trial = await Trial.start(dataDir, createLogger('silent'));
  t.teardown(() => trial.stop());
  await trial.enrol({ name: 'Ada Example' }, [photo]);
  await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });
  const { browser } = await Offerer.enter(t, trial, 'manager');
  const large = await noise(7000);
  const uploads = [0, 1].map((i) => {
    // Different bytes for each photo, so that none is skipped as a duplicate.
    const photos = [0, 1, 2].map((j) => Buffer.concat([large, Buffer.from([i, j])]));
    return browser.upload('/desk/api/people/check', {}, photos);
  });
  let isOver = false;
  const all = Promise.all(uploads).finally(() => (isOver = true));
  let letIn = 0;
  while (!isOver) {
    const { status, body } = await trial.signIn({ name: 'Ada Example' });
    t.equal(status, 200, body);
    letIn++;
  }
  t.ok(letIn > 0, `${letIn} times`);
  for (const { status, json } of await all) {
    const refused = { state: 'refused' };
    t.match({ status, json }, { status: 200, json: { photos: [refused, refused, refused] } });
  }
});

t.test('a photo that is too slow to decode is refused, its process replaced', async (t) => {
  const replaced: string[] = [];
  const { model } = await startVision(t);
  const vision = new VisionPool(
    {
      engine: 'onnx',
      ...installedModels,
      workers: 1,
      onReplace: (why) => replaced.push(why),
    },
    model,
  );
  t.teardown(() => vision.stop());
  await vision.start();
  const [pid] = vision.pids;
  const large = await noise(5000);
  t.match(await vision.analyze(large, { purpose: 'photo', decodeMs: 1, timeoutMs: 120_000 }), {
    failure: 'too_slow',
    explanation: /Save it as a smaller JPEG/,
  });
  t.match(await vision.analyze(frame, { timeoutMs: 120_000 }), { ok: true }, 'by the next one');
  t.same(replaced, ['decoding a photo took too long']);
  t.not(vision.pids[0], pid);
});

t.test('frames of a sign-in go before those of an enrolment, and before photos', async (t) => {
  const vision = await startVision(t);
  const answered: string[] = [];
  const ask = (what: string, options: Parameters<VisionPool['analyze']>[1]) =>
    vision.analyze(frame, { timeoutMs: 120_000, ...options }).then((analysis) => {
      t.match(analysis, { ok: true }, what);
      answered.push(what);
    });
  await Promise.all([
    ask('under way', {}),
    ask('photo', { purpose: 'photo' }),
    ask('enrolment', { purpose: 'enrolment' }),
    ask('first', { purpose: 'sign_in' }),
    ask('second', {}),
  ]);
  t.same(answered.slice(0, 3), ['under way', 'first', 'second']);
  t.same(answered.slice(3).toSorted(), ['enrolment', 'photo']);
});

t.test('a photo has its turn while an enrolment keeps the process busy', async (t) => {
  const vision = await startVision(t);
  const waiting = { isOver: false };
  // As a camera does on a slow machine: the next frame is there before this one is answered.
  const camera = async () => {
    while (!waiting.isOver) await vision.analyze(frame, { purpose: 'enrolment' });
  };
  const cameras = [camera(), camera()];
  const analysis = await vision.analyze(photo, { purpose: 'photo', timeoutMs: 30_000 });
  waiting.isOver = true;
  await Promise.all(cameras);
  t.match(analysis, { ok: true });
});

t.test('of two processes photos leave one to frames', async (t) => {
  const { model } = await startVision(t);
  const vision = new VisionPool({ engine: 'onnx', ...installedModels, workers: 2 }, model);
  t.teardown(() => vision.stop());
  await vision.start();
  // Stops the process that has the photo, so that only the other one can answer.
  const held = vision.analyze(photo, { purpose: 'photo', timeoutMs: 120_000 });
  process.kill(vision.pids[0]!, 'SIGSTOP');
  const next = vision.analyze(photo, { purpose: 'photo', timeoutMs: 120_000 });
  t.match(await vision.analyze(frame, { timeoutMs: 120_000 }), { ok: true });
  process.kill(vision.pids[0]!, 'SIGCONT');
  t.match(await Promise.all([held, next]), [{ ok: true }, { ok: true }]);
});
