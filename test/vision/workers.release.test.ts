import { spawn } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { installedModels, modelsDir } from '#server/vision/installed-models.ts';
import { VisionPool } from '#face';
import { gone } from '../support/gone.ts';

const [frame] = await webcamFrames(sampleFaces.guest1, 1);
const { model } = await createVision(
  { engine: 'onnx', visionWorkers: 1 },
  { warn: () => undefined },
  null,
);

async function startPool(
  t: Test,
  options: { workers?: number; stuckAfterMs?: number; modelsDir?: string } = {},
) {
  const replaced: string[] = [];
  const vision = new VisionPool(
    {
      engine: 'onnx',
      ...installedModels,
      workers: 1,
      onReplace: (why) => replaced.push(why),
      ...options,
    },
    model,
  );
  t.teardown(() => vision.stop());
  await vision.start();
  return { vision, replaced };
}

t.test('one worker after the other', async (t) => {
  // A high limit, because a busy machine is slow.
  const { vision, replaced } = await startPool(t, { stuckAfterMs: 60_000 });

  t.test('a slow answer is no reason to kill the worker', async (t) => {
    const pids = vision.pids;
    t.match(await vision.analyze(frame!, { timeoutMs: 1 }), { failure: 'worker_timed_out' });
    t.match(await vision.analyze(frame!, { timeoutMs: 120_000 }), { ok: true });
    t.strictSame(vision.pids, pids);
    t.strictSame(replaced, []);
  });

  t.test('a killed worker answers for its frame and is replaced', async (t) => {
    t.ok(vision.ready);
    const [pid] = vision.pids;
    const held = vision.analyze(frame!);
    process.kill(pid!, 'SIGKILL');
    t.match(await held, { ok: false, failure: 'worker_failed' });
    t.notOk(vision.ready, 'not ready until the new one is warm');
    t.match(await vision.analyze(frame!, { timeoutMs: 120_000 }), { ok: true });
    t.ok(vision.ready);
    t.not(vision.pids[0], pid);
    t.strictSame(replaced, ['it failed']);
  });

  t.test('a segmentation fault in a worker does not reach this process', async (t) => {
    const held = vision.analyze(frame!);
    process.kill(vision.pids[0]!, 'SIGSEGV');
    t.match(await held, { ok: false, failure: 'worker_failed' });
    t.match(await vision.analyze(frame!, { timeoutMs: 120_000 }), { ok: true });
  });

  t.test('a worker that dies between visitors is found and replaced', async (t) => {
    const [pid] = vision.pids;
    process.kill(pid!, 'SIGKILL');
    while (vision.pids.includes(pid!) || !vision.ready) await delay(50);
    t.match(await vision.analyze(frame!, { timeoutMs: 120_000 }), { ok: true });
  });
});

t.test('a stuck worker is answered for in time, killed and replaced', async (t) => {
  const { vision, replaced } = await startPool(t, { stuckAfterMs: 800 });
  const [pid] = vision.pids;
  process.kill(pid!, 'SIGSTOP');
  const answers = [
    vision.analyze(frame!, { timeoutMs: 300 }),
    vision.analyze(frame!, { timeoutMs: 400 }),
    vision.analyze(frame!, { timeoutMs: 120_000 }),
  ];
  t.match(await answers[0], { ok: false, failure: 'worker_timed_out' });
  t.match(await answers[1], { ok: false, failure: 'worker_timed_out' }, 'still in line');
  t.match(await answers[2], { ok: true }, 'by the new worker');
  t.strictSame(replaced, ['it did not answer']);
  await gone(pid!);
});

t.test('no worker is stuck after a pause of this process, or of the whole machine', async (t) => {
  const { vision, replaced } = await startPool(t, { stuckAfterMs: 2400 });
  const { pids } = vision;
  for (const standsStill of [[], pids]) {
    const held = vision.analyze(frame!, { timeoutMs: 2400 });
    await setImmediate();
    for (const pid of standsStill) process.kill(pid, 'SIGSTOP');
    // This process reads nothing meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
    for (const pid of standsStill) process.kill(pid, 'SIGCONT');
    await held;
  }
  t.match(await vision.analyze(frame!, { timeoutMs: 120_000 }), { ok: true });
  t.strictSame(replaced, []);
  t.strictSame(vision.pids, pids);
});

t.test('several workers share the line', async (t) => {
  const { vision } = await startPool(t, { workers: 2 });
  t.equal(vision.pids.length, 2);
  const analyses = await Promise.all(
    Array.from({ length: 6 }, () => vision.analyze(frame!, { timeoutMs: 120_000 })),
  );
  t.ok(analyses.every(({ ok }) => ok));
});

t.test('stop leaves no process behind and answers what is held', async (t) => {
  const { vision } = await startPool(t);
  const [pid] = vision.pids;
  const held = [vision.analyze(frame!), vision.analyze(frame!), vision.analyze(frame!)];
  await vision.stop();
  for (const answer of await Promise.all(held)) t.match(answer, { ok: false });
  await gone(pid!);
  t.match(await vision.analyze(frame!), { ok: false, failure: 'worker_failed' });
});

t.test('stop ends a stuck worker too', async (t) => {
  const { vision } = await startPool(t);
  const [pid] = vision.pids;
  process.kill(pid!, 'SIGSTOP');
  await vision.stop();
  await gone(pid!);
  t.pass();
});

t.test('a worker ends when its parent is killed', async (t) => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { createVision } = await import(${JSON.stringify(moduleUrl('create-vision'))});
       const vision = await createVision({ engine: 'onnx', visionWorkers: 1 }, { warn() {} }, null);
       await vision.start();
       console.log(vision.pids[0]);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  parent.kill('SIGKILL');
  await gone(Number(line));
  t.pass();
});

t.test('altered and missing models are refused at the start, with what to do', async (t) => {
  const dir = t.testdir();
  await cp(modelsDir, dir, { recursive: true });
  const file = path.join(dir, 'faceplugin-face-recognition-js-0.0.1', 'fr_feature.onnx');
  const content = await readFile(file);
  content[content.length - 1]! ^= 1;
  await writeFile(file, content);
  const vision = new VisionPool(
    { engine: 'onnx', ...installedModels, modelsDir: dir, workers: 1 },
    model,
  );
  await t.rejects(vision.start(), {
    name: 'ModelsError',
    code: 'altered',
    message: /fr_feature\.onnx.*vestibule models fetch/,
  });
  await rm(file);
  await t.rejects(vision.start(), { name: 'ModelsError', code: 'missing' });
  t.notOk(vision.ready);
  t.strictSame(vision.pids, []);
});

t.test('a process that cannot load its models is not left behind', async (t) => {
  const dir = t.testdir();
  await cp(modelsDir, dir, { recursive: true });
  const file = path.join(dir, 'faceplugin-face-recognition-js-0.0.1', 'fr_feature.onnx');
  const content = await readFile(file);
  const { vision } = await startPool(t, { modelsDir: dir });
  await writeFile(file, content.subarray(1));
  process.kill(vision.pids[0]!, 'SIGKILL');
  t.match(await vision.analyze(frame!, { timeoutMs: 120_000 }), { failure: 'worker_failed' });
  t.match(await vision.analyze(frame!, { timeoutMs: 120_000 }), { failure: 'worker_failed' });
  await writeFile(file, content);
  while (!vision.ready) await delay(50);
  t.match(await vision.analyze(frame!), { ok: true });
  // Ending processes still count for a moment. The test's own time limit ends the wait.
  while (childProcesses() > 1) await delay(20);
});

function childProcesses(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
}

function moduleUrl(name: string): string {
  const extension = path.extname(import.meta.filename);
  return new URL(`../../server/vision/${name}${extension}`, import.meta.url).href;
}
