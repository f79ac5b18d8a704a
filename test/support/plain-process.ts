import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

// Loaded by tap before each test file. tap has every process report which files it loads, for a way of
// measuring coverage that is not used here; that takes most of the start of a test, and as much again of
// each command that a test starts. So the test runs in a plain process below tap's, which is its go-between.
// Where run-tests.ts names a folder for it, the test and what it starts measure their own coverage.

interface OnSpawn {
  addListener(listener: (spawned: { env: NodeJS.ProcessEnv }) => void): void;
}

const mark = 'VESTIBULE_TEST_PROCESS';
const coverage = 'VESTIBULE_TEST_COVERAGE';
const onSpawn = createRequire(import.meta.url)('process-on-spawn') as OnSpawn;
const folder = process.env[coverage];
const hook = new URL('measure-coverage.js', import.meta.url);
if (folder) hook.searchParams.set('folder', folder);
const measuring = folder ? [`--import=${hook.href}`] : [];

if (process.env[mark]) {
  delete process.env[mark];
  delete process.env[coverage];
  if (folder) {
    onSpawn.addListener((spawned) => {
      const options = [spawned.env['NODE_OPTIONS'], ...measuring].filter(Boolean).join(' ');
      spawned.env = { ...spawned.env, NODE_OPTIONS: options };
    });
  }
  // Whatever ends the go-between ends the test.
  process.once('disconnect', () => process.exit(1));
  // Which must not keep a file alive that has no test.
  process.channel?.unref();
  const { countWholeFile } = await import('./whole-file.ts');
  countWholeFile();
} else {
  // After tap's own listener, which puts its reporting there.
  await new Promise(setImmediate);
  onSpawn.addListener((spawned) => {
    const env: NodeJS.ProcessEnv = { ...spawned.env, [mark]: '1' };
    delete env['NODE_OPTIONS'];
    spawned.env = env;
  });
  const args = [
    '--enable-source-maps',
    ...measuring,
    `--import=${import.meta.url}`,
    ...process.argv.slice(1),
  ];
  const test = spawn(process.execPath, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  test.on('message', (message) => process.send?.(message));
  process.on('message', (message: object) => test.connected && test.send(message));
  process.on('SIGTERM', () => test.kill());
  // tap's time is up: it kills its own process half a second later, in which a busy one must end, too.
  process.on('SIGALRM', () => {
    test.kill('SIGALRM');
    setTimeout(() => test.kill('SIGKILL'), 250);
  });
  const code = await new Promise<number>((resolve) =>
    test.once('close', (code) => resolve(code ?? 1)),
  );
  process.exit(code);
}
