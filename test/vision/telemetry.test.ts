import { readdir } from 'node:fs/promises';
import t from 'tap';
import { startVision } from './started-vision.ts';

t.test('the models report to nobody: no id of this machine, nothing kept to be sent', async (t) => {
  const before = { ...process.env };
  t.teardown(() => (process.env = before));
  const home = t.testdir();
  // The library would keep both in the home folder. It reports nothing when one of these variables is set.
  process.env = { ...before, HOME: home };
  for (const name of ['XDG_CACHE_HOME', 'CI', 'GITHUB_ACTIONS', 'TF_BUILD']) {
    delete process.env[name];
  }
  const vision = await startVision(t);
  await vision.stop();
  t.strictSame(await readdir(home), []);
});
