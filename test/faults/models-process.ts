import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { createLogger } from '#server/ops/logging.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { Lines } from '../support/lines.ts';
import { gone } from '../support/gone.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('when the process that looks at frames fails in mid-capture', async (t) => {
  const log = new Lines();
  const trial = await Trial.start(path.join(t.testdir(), 'data'), createLogger('info', log));
  t.teardown(() => trial.stop());
  const { vision, db } = trial.service;
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });

  /** @param fail makes the process with this id fail, as soon as the camera is requested */
  async function inMidCapture(t: Test, jobId: string, why: string, fail: (pid: number) => void) {
    const before = replacements(log);
    const [pid = 0] = vision.pids;
    const failing = once(kiosk, 'capture').then(() => fail(pid));
    const { status } = await trial.signIn({ ...anna, jobId });
    await failing;
    const stored = await findSignIn(db, jobId);
    // Approved if the new process was ready before the deadline; otherwise the review names a fault of the service.
    if (status === 200) t.match(stored, { verdict: 'approved', reason: 'matched' });
    else t.match(stored, { verdict: 'review', reason: /^(internal_error|timed_out)$/ });
    await gone(pid);
    // Waits for the replacement. The test's own time limit ends the wait.
    while (vision.pids[0] === pid || !vision.ready) await delay(50);
    t.equal(replacements(log)[before.length], why, 'and the log says why');
    t.equal((await trial.signIn(anna)).status, 200, 'the next one is right');
    kiosk.show(await webcamFrames(sampleFaces.guest1, 12));
    t.equal((await trial.signIn(anna)).status, 412, 'a stranger with her name is held');
    kiosk.show(await webcamFrames(sampleFaces.womanB, 12));
  }

  await t.test('because it gets no more memory', async (t) => {
    if (process.platform !== 'linux') return t.comment('limits are set by prlimit; not shown');
    // The size of a large enrolment photo. The padding comes after the picture's end.
    const long = Buffer.concat([await cropPhoto(sampleFaces.womanA), Buffer.alloc(50e6)]);
    const look = () => vision.analyze(long, { timeoutMs: 120_000 });
    const [pid] = vision.pids;
    t.match(await look(), { ok: true });
    t.same(vision.pids, [pid], 'where there is memory it is looked at like any other');
    let refused: Promise<unknown> = Promise.resolve();
    await inMidCapture(t, 'no-memory', 'it failed', (pid) => {
      // The limit is below the current use, so the process gets no memory for this photo.
      const { status } = spawnSync('prlimit', [`--pid=${pid}`, '--as=1048576']);
      t.equal(status, 0, 'the limit is set');
      t.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /address space +1048576/);
      refused = look();
    });
    t.match(await refused, { ok: false, failure: 'worker_failed' }, 'the process died of it');
  });

  await t.test('because it hangs', async (t) => {
    await inMidCapture(t, 'hung', 'it did not answer', (pid) => process.kill(pid, 'SIGSTOP'));
  });
});

function replacements(log: Lines): string[] {
  const lines = log
    .text()
    .split('\n')
    .filter((line) => line.includes('vision worker replaced'));
  return lines.map((line) => (JSON.parse(line) as { why: string }).why);
}
