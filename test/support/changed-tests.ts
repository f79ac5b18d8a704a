import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { readGraph, testsOf } from './selection.ts';

// `npm run test:changed` runs the tests that a change can break: each test file that is changed, or that imports a
// changed file, directly or through others. Without a change in the working tree it takes the last commit. `--base REV`
// takes all since that commit; named files count as changed. `--list` prints the test files and runs none. What a release
// runs is only named.

const given = process.argv.slice(2);
const base = given.includes('--base') ? given[given.indexOf('--base') + 1]! : null;
const named = given.filter((each) => !each.startsWith('--') && each !== base);
const changed = named.length > 0 ? named : changedFiles(base);
const { chosen, left } = testsOf(changed, readGraph());
for (const file of left) process.stdout.write(`left to test:release: ${file}\n`);
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

function runTests(files: readonly string[]): number {
  const runner = path.join(import.meta.dirname, 'run-tests.js');
  return spawnSync(process.execPath, [runner, ...files], { stdio: 'inherit' }).status ?? 1;
}
