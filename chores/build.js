// Builds the program and the pages: `node chores/build.js [--if-changed]`.
// Plain JavaScript, because nothing is built yet when it runs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const stampFile = path.join(root, 'dist', '.built');
const sources = [
  'packages',
  'server',
  'scripts',
  'chores',
  'lab',
  'test',
  'kiosk-client',
  'desk-client',
  'docs/desk-card.yaml',
  'languages',
  'package-lock.json',
  'packages.vite.config.js',
  'tsconfig.json',
];
const vite = 'node_modules/vite/bin/vite.js';
const steps = [
  ['node_modules/typescript/bin/tsc'],
  ['node_modules/typescript/bin/tsc', '--project', 'kiosk-client'],
  ['node_modules/typescript/bin/tsc', '--project', 'desk-client'],
  [vite, 'build', '--config', 'packages.vite.config.js', '--logLevel', 'warn'],
  ['dist/chores/page-languages.js'],
  [vite, 'build', 'kiosk-client', '--logLevel', 'warn'],
  [vite, 'build', 'desk-client', '--logLevel', 'warn'],
  ['dist/chores/card-pages.js'],
];

/** Changes when a source is added, removed or written. */
function stamp() {
  const hash = createHash('sha256');
  const look = (/** @type {string} */ name) => {
    const file = path.join(root, name);
    if (!existsSync(file)) return;
    const stat = statSync(file);
    if (!stat.isDirectory()) return hash.update(`${name} ${stat.size} ${stat.mtimeMs}\n`);
    for (const entry of readdirSync(file).sort()) {
      if (entry !== 'node_modules' && entry !== 'dist') look(`${name}/${entry}`);
    }
  };
  sources.forEach(look);
  return hash.digest('hex');
}

if (!existsSync(path.join(root, 'node_modules', 'typescript'))) {
  // `npm prune --omit=dev` removed the compiler, or `npm ci --omit=dev` runs in a built project.
  if (existsSync(stampFile)) process.exit(0);
  process.stderr.write('There is nothing to build with. Run: npm ci && npm prune --omit=dev\n');
  process.exit(1);
}

const current = stamp();
const isBuilt = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === current;
if (!isBuilt || !process.argv.includes('--if-changed')) {
  process.stderr.write('Building ...\n');
  for (const [program = '', ...args] of steps) {
    const file = path.join(root, program);
    try {
      execFileSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
    } catch {
      // The compiler has printed the errors.
      process.exit(1);
    }
  }
  // npm sets this only when it links the command, not after a new build.
  chmodSync(path.join(root, 'dist', 'scripts', 'vestibule.js'), 0o755);
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, current);
}
