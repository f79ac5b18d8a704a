import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';

// Runs in a process of its own, because V8 prints a stack when memory runs out, and the test reads that output.

t.test('when the process that looks at frames fails', async (t) => {
  const file = path.join(t.testdir(), 'stderr');
  const stderr = openSync(file, 'w');
  t.teardown(() => closeSync(stderr));
  const tests = path.join(import.meta.dirname, 'models-process.js');
  await t.spawn(process.execPath, [tests], { stdio: ['ignore', 'pipe', stderr] }, 'in mid-capture');
  if (process.platform !== 'linux') return;
  // V8 aborts the process and prints so, or one buffer is refused and the process reports that.
  const said = readFileSync(file, 'utf8');
  const isOfMemory = /^FATAL ERROR: .*out of memory/m.test(said);
  t.ok(said === '' || isOfMemory, 'it died of its memory and nothing else');
});
