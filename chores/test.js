// `npm test`: builds, fetches the models, and runs every test with the linters beside them.
// Plain JavaScript, because nothing is built yet when it runs.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bin = path.join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
const options = /** @type {const} */ ({ cwd: root, env, stdio: 'inherit' });

/** What has to go well before the tests, in this order. */
const before = [
  ['tap', 'build'],
  ['node', 'chores/build.js', '--if-changed'],
];
/** What runs beside the linters, each only after the one above it. */
const tests = [
  ['npm', 'run', 'docs', '--', '--check'],
  ['node', 'dist/scripts/vestibule.js', 'models', 'fetch'],
  ['node', 'dist/test/support/have-programs.js'],
  ['node', 'dist/test/support/run-tests.js'],
];

/** Runs commands one after the other. @returns the status of the first that failed, or 0 */
function inTurn(/** @type {string[][]} */ commands) {
  for (const [program = '', ...given] of commands) {
    const { status } = spawnSync(program, given, options);
    if (status !== 0) return status ?? 1;
  }
  return 0;
}

/**
 * A lower priority, because the tests take longer.
 * @returns what to show after the tests, among whose lines it would be lost; empty when all went well
 */
async function lint() {
  const child = spawn('nice', ['-n', '10', 'npm', 'run', 'lint'], { cwd: root, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  return code === 0 ? '' : `${output}Lint failed: see above, or run npm run lint.\n`;
}

/** Not `inTurn`, which would keep this process from hearing that the linters have ended. */
async function runTests() {
  for (const [program = '', ...given] of tests) {
    const child = spawn(program, given, options);
    const code = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
    if (code !== 0) return code;
  }
  return 0;
}

let status = inTurn(before);
if (status === 0) {
  const [linted, tested] = await Promise.all([lint(), runTests()]);
  process.stdout.write(linted);
  status = tested || (linted ? 1 : 0);
}
process.exitCode = status;
