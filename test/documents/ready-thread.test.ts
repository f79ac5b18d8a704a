import path from 'node:path';
import t from 'tap';
import { ReadyThread, runDocumentThread } from '#server/documents/document-thread.ts';

/** Ends at its first start, and answers at every later one. */
const thread = `
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
const mark = new URL('begun', import.meta.url);
if (!existsSync(mark)) {
  writeFileSync(mark, '');
  process.exit(1);
}
parentPort.once('message', (job) => parentPort.postMessage(job + 1));
`;

t.test(
  'a thread that ended while it waited is replaced, and each reads one document',
  async (t) => {
    const threads = new ReadyThread(path.join(t.testdir({ 'thread.mjs': thread }), 'thread.mjs'));
    const read = async (job: number) => {
      const one = threads.take();
      one.postMessage(job);
      const timedOut = 0;
      const { signal } = new AbortController();
      const onMessage = (answer: number, resolve: (result: number) => void) => resolve(answer);
      const answer = await runDocumentThread(one, {
        timeoutMs: 60_000,
        signal,
        timedOut,
        onMessage,
      });
      return { one, answer };
    };
    threads.prepare();
    await t.rejects(read(1), /ended/, 'the one that was prepared');
    threads.prepare();
    threads.prepare();
    const [first, second] = [await read(1), await read(2)];
    t.same([first.answer, second.answer], [2, 3]);
    t.not(first.one, second.one);
    threads.prepare();
    await threads.stop();
  },
);
