import './without-async-hooks.ts';
import { realpathSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { TestFixtures } from '@tapjs/fixture';
import t from 'tap';
import { processorSeconds } from './processor-seconds.ts';

// Loaded before each test file by `--import`. With `?coverage=FOLDER`, the test and its child processes write to that
// folder which of our code ran.

interface OnSpawn {
  addListener(listener: (spawned: { env: NodeJS.ProcessEnv }) => void): void;
}

// Early optimisation pays off only after minutes, but a test file runs for seconds.
setFlagsFromString('--interrupt-budget=1000000');
const folder = new URL(import.meta.url).searchParams.get('coverage');
if (folder) await measure(folder);
delete process.env['VESTIBULE_TEST_COVERAGE'];
// When the runner ends, this process ends, too.
process.once('disconnect', () => process.exit(1));
// The channel must not keep a file without a test alive.
process.channel?.unref();
countWholeFile();
giveEachFolder();
process.once('exit', () => writeSync(1, `# processor ${processorSeconds().toFixed(1)} s\n`));

async function measure(folder: string): Promise<void> {
  const hook = new URL('measure-coverage.js', import.meta.url);
  hook.searchParams.set('folder', folder);
  await import(hook.href);
  const onSpawn = createRequire(import.meta.url)('process-on-spawn') as OnSpawn;
  onSpawn.addListener((spawned) => {
    const options = [spawned.env['NODE_OPTIONS'], `--import=${hook.href}`]
      .filter(Boolean)
      .join(' ');
    spawned.env = { ...spawned.env, NODE_OPTIONS: options };
  });
}

/**
 * Counts this process's test file only when all of it has run.
 *
 * tap ends a file with a teardown as soon as nothing runs or waits in it. A file that awaits something between two
 * tests, or before its first, would end there. The rest would be lost: tap prints an error for each test and exits with
 * 0. So tap's end waits for the end of the file.
 */
function countWholeFile(): void {
  let isWhole = false;
  let heldEnd: Parameters<typeof t.end> | null = null;
  const end = t.end.bind(t);
  t.end = (...how) => {
    if (isWhole) return end(...how);
    heldEnd = how;
    return t;
  };
  // The same module that Node is about to run. Node reports its errors.
  void import(pathToFileURL(realpathSync(process.argv[1]!)).href).then(
    () => {
      isWhole = true;
      if (heldEnd) end(...heldEnd);
    },
    () => {},
  );
  process.once('exit', (code) => {
    if (code !== 0) return;
    if (!isWhole) lost('it exited before its end');
    // An error after the last printed result sets this.
    else if (t.results?.ok === false) lost('something in it came after its end');
  });
}

/**
 * Gives each call of `testdir` its own folder. tap's own function empties the previous call's folder, although a
 * running service may have its database there.
 */
function giveEachFolder(): void {
  const calls = new WeakMap<TestFixtures, { first: string; count: number }>();
  const { prototype } = TestFixtures;
  const make: unknown = Reflect.get(prototype, 'testdir');
  prototype.testdir = function (content) {
    const call = calls.get(this) ?? { first: this.testdirName, count: 0 };
    calls.set(this, call);
    if (call.count > 0) this.testdirName = `${call.first}.${call.count}`;
    call.count++;
    return Reflect.apply(make as TestFixtures['testdir'], this, [content]);
  };
}

function lost(why: string): void {
  process.stderr.write(`${process.argv[1]}: tests of this file may be lost, ${why}.\n`);
  process.exitCode = 1;
}
