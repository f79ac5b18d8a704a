import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

// `npm run test:changed` runs the tests that a change can break: each test file that is changed, or that imports a
// changed file, directly or over others. Without a change in the working tree it takes the last commit; `--base REV`
// takes all since that one. `--list` prints the files and runs none.

/**
 * Files that put a room of the service or the command line together. A test that imports one depends on nearly every
 * file, so imports are followed from it within its own room only. `npm test` runs those tests after every change.
 */
const assembly =
  /^server\/(main\.ts|app\/)|\/(start-[^/]+|registry)\.ts$|^scripts\/(vestibule|trial\/trial)\.ts$/;

/** Tests that open a page in Chromium depend on the sources of that page, which are bundled. */
const browser = 'test/e2e/browser.ts';
const pages = [
  { tests: 'test/desk/', sources: 'desk-client/' },
  { tests: 'test/', sources: 'kiosk-client/' },
];

/** Runs a command in a process of its own, so no import says which. */
const commands = 'test/support/command.ts';

const folders = [
  'server',
  'scripts',
  'chores',
  'lab',
  'kiosk-client/src',
  'desk-client/src',
  'test',
];

/** The files that a file imports. Paths are relative to the project. */
type Graph = ReadonlyMap<string, readonly string[]>;

const given = process.argv.slice(2);
const changed = changedFiles(given.includes('--base') ? given[given.indexOf('--base') + 1]! : null);
const chosen = testsOf(changed, readGraph());
for (const file of chosen) process.stdout.write(`${file}\n`);
process.stdout.write(`${changed.length} changed files, ${chosen.length} test files.\n`);
if (!given.includes('--list') && chosen.length > 0) process.exitCode = runTests(chosen);

function changedFiles(base: string | null): string[] {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  const untracked = git('ls-files', '--others', '--exclude-standard');
  const uncommitted = [...git('diff', '--name-only', base ?? 'HEAD'), ...untracked];
  if (uncommitted.length > 0 || base !== null) return uncommitted;
  return git('diff', '--name-only', 'HEAD~1');
}

function readGraph(): Graph {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return new Map(files.map((file) => [file, importsOf(file)]));
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => path.join(path.dirname(file), fileName))
    .filter((name) => existsSync(name));
}

function testsOf(changed: readonly string[], graph: Graph): string[] {
  const files = new Set(changed);
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts'))
    .filter((test) => {
      const closure = closureOf(test, graph);
      if ([...closure].some((file) => files.has(file))) return true;
      if (closure.has(commands) && runsCommand(test, changed)) return true;
      const page = closure.has(browser) && pages.find(({ tests }) => test.startsWith(tests));
      return page && changed.some((file) => file.startsWith(page.sources));
    })
    .sort();
}

/** Whether a test runs one of the changed commands as a process. */
function runsCommand(test: string, changed: readonly string[]): boolean {
  const names = changed.flatMap((file) => /^scripts\/commands\/([a-z-]+)/.exec(file)?.[1] ?? []);
  if (names.length === 0) return false;
  const text = readFileSync(test, 'utf8');
  return names.some((name) => text.includes(`'${name}'`));
}

function closureOf(test: string, graph: Graph): Set<string> {
  const closure = new Set([test]);
  for (const file of closure) {
    const isAssembly = assembly.test(file);
    for (const imported of graph.get(file) ?? []) {
      if (!isAssembly || roomOf(imported) === roomOf(file)) closure.add(imported);
    }
  }
  return closure;
}

/** The folder of `server/`, or the first folder elsewhere. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'server' ? second : first;
}

function runTests(files: readonly string[]): number {
  const runner = path.join(import.meta.dirname, 'run-tests.js');
  return spawnSync(process.execPath, [runner, ...files], { stdio: 'inherit' }).status ?? 1;
}
