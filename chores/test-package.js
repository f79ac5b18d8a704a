// `npm test -w @vestibule/NAME`: compiles that package with what it imports, and runs its tests. The whole program is not
// built, and nothing else is checked. Plain JavaScript, because nothing has to be built before.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.relative(root, process.cwd());
if (path.dirname(folder) !== 'packages') {
  process.stderr.write('Run it for a package: npm test -w @vestibule/NAME\n');
  process.exit(1);
}

compile();
const tests = readdirSync(path.join(root, folder, 'test'))
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.release.test.ts'))
  .map((name) => path.join('dist', folder, 'test', name.replace(/ts$/, 'js')));
const failed = await runAll(tests);
process.stdout.write(`${tests.length - failed} of ${tests.length} files passed.\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** Compiles into `dist`, as a whole build does, so that either may follow the other. */
function compile() {
  const configs = path.join(root, 'dist', '.packages');
  mkdirSync(configs, { recursive: true });
  const name = path.basename(folder);
  const config = path.join(configs, `${name}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: {
        tsBuildInfoFile: `${name}.tsbuildinfo`,
        typeRoots: ['../../node_modules/@types'],
      },
      // What others declare of libraries without types is imported by nobody.
      include: [`../../${folder}`, '../../packages/**/*.d.ts'],
    }),
  );
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '--project', config], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

/** Prints what a failed file has printed. @returns how many have failed */
async function runAll(/** @type {string[]} */ files) {
  const waiting = [...files];
  let failures = 0;
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { code, output } = await run(file);
      process.stdout.write(code === 0 ? `ok - ${file}\n` : `${output}not ok - ${file}\n`);
      if (code !== 0) failures++;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failures;
}

/** @returns {Promise<{ code: number, output: string }>} */
async function run(/** @type {string} */ file) {
  const child = spawn(process.execPath, ['--enable-source-maps', file], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  }
  const code = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  // A file that ended before its first test has passed nothing.
  return { code: /^(ok|not ok) /m.test(output) ? code : 1, output };
}
