import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import t, { type Test } from 'tap';
import { createFrameReader } from '#server/platform/frame-reader.ts';
import { gone } from '../support/gone.ts';

const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
  .jpeg()
  .toBuffer();

/** A reader whose process writes its id to a file, and then runs this code for each picture. */
function readerThat(t: Test, reads: string, timeoutMs = 300) {
  const folder = t.testdir({});
  const workerpool = createRequire(import.meta.url).resolve('workerpool');
  const pidFile = path.join(folder, 'pid');
  const script = path.join(folder, 'worker.mjs');
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs';
import workerpool from ${JSON.stringify(pathToFileURL(workerpool).href)};
const read = () => { writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); ${reads} };
workerpool.worker({ read, warmUp: () => {} });`,
  );
  const reader = createFrameReader<string>({
    ...{ script, in: 'process', maxPixels: 64, timeoutMs, nothing: 'nothing' },
  });
  t.teardown(() => reader.stop());
  return { reader, pidFile };
}

function pidIn(file: string): number {
  return Number(readFileSync(file, 'utf8'));
}

t.test(
  'a process that reads for ever is killed, and the next picture has another one',
  async (t) => {
    const { reader, pidFile } = readerThat(t, 'for (;;);');
    t.equal(await reader.read(jpeg), 'nothing');
    const pid = pidIn(pidFile);
    await gone(pid);
    t.equal(await reader.read(jpeg), 'nothing');
    t.not(pidIn(pidFile), pid);
  },
);

t.test('a process that is stopped is killed', async (t) => {
  const { reader, pidFile } = readerThat(t, "process.kill(process.pid, 'SIGSTOP');");
  t.equal(await reader.read(jpeg), 'nothing');
  await gone(pidIn(pidFile));
});

t.test('of many pictures at once the last are answered without a look', async (t) => {
  const { reader } = readerThat(t, "return 'seen';", 600_000);
  const answers = await Promise.all(Array.from({ length: 20 }, () => reader.read(jpeg)));
  t.equal(answers.filter((answer) => answer === 'seen').length, 8);
  t.equal(await reader.read(jpeg), 'seen', 'and then one is read again');
});
