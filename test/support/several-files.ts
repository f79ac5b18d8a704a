import path from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { processorSeconds } from './processor-seconds.ts';

// Runs several test files in one process, one after another, because loading the service takes longer than most tests.
// Each file is a test of its own name, which receives the file's top-level calls of `t`.

/** The methods that test files use at their top level. */
const forwarded = ['test', 'teardown', 'before', 'equal', 'ok', 'testdir'] as const;

interface Root extends Record<(typeof forwarded)[number], (...args: unknown[]) => unknown> {
  testdirName: string;
}

const root = t as unknown as Root;
const test = root.test.bind(t);

for (const file of JSON.parse(process.env['TEST_FILES'] ?? '[]') as string[]) {
  const before = processorSeconds();
  await test(file, async (one: Root) => {
    for (const name of forwarded) root[name] = one[name].bind(one);
    Object.defineProperty(root, 'testdirName', { get: () => one.testdirName, configurable: true });
    await import(pathToFileURL(path.resolve(file)).href);
  });
  process.stdout.write(`# ${file}: processor ${(processorSeconds() - before).toFixed(1)} s\n`);
}

// A resource that a test left open would keep the process alive until its time limit.
setTimeout(() => {
  const left = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`The tests are over, and something is still open: ${left}.\n`);
  process.exit(1);
}, 30_000).unref();
