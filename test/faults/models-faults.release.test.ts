import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';

// In a process of its own: V8 prints where it was as its memory ended, which is read here and not shown.

t.test('when the process that looks at frames fails', async (t) => {
  const file = path.join(t.testdir(), 'stderr');
  const stderr = openSync(file, 'w');
  t.teardown(() => closeSync(stderr));
  const tests = path.join(import.meta.dirname, 'models-process.js');
  await t.spawn(process.execPath, [tests], { stdio: ['ignore', 'pipe', stderr] }, 'in mid-capture');
  if (process.platform !== 'linux') return;
  // The process ends by V8, which says so, or by a buffer that it does not get, which it answers.
  const said = readFileSync(file, 'utf8');
  const isOfMemory = /^FATAL ERROR: .*out of memory/m.test(said);
  t.ok(said === '' || isOfMemory, 'it died of its memory and nothing else');
});
