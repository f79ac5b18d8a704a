import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Parser, type Result } from 'tap-parser';
import { isLacking } from './needs.ts';

// Runs tap on some test files, and reads what each of them left. tap passes a file that ended without a test as
// skipped, does not miss one that was never compiled, and passes a test without an assertion, so that on a bad day
// tests are gone and the run is green.

/** Test files that are run together, so many at once. */
export interface Lot {
  files: readonly string[];
  jobs: number;
  env: NodeJS.ProcessEnv;
}

export interface FileResult {
  file: string;
  env: NodeJS.ProcessEnv;
  /** tap's own word. */
  isOk: boolean;
  passed: number;
  failed: Result[];
  /** What of its tests did not count. */
  lost: string[];
  /** Which were rightly left out. */
  leftOut: string[];
}

let runs = 0;

export async function runTap({ files, jobs, env }: Lot): Promise<FileResult[]> {
  if (files.length === 0) return [];
  // tap leaves a file's results of an earlier run when it does not come to run that file.
  for (const file of files) rmSync(resultsOf(file), { force: true });
  const failedFilesFile = path.join('.tap', `failed-files-${++runs}`);
  rmSync(failedFilesFile, { force: true });
  const command = [inPackage('tap', 'dist', 'esm', 'run.mjs'), `--jobs=${jobs}`];
  const args = [...command, `--save=${failedFilesFile}`, ...files];
  const tap = spawn(process.execPath, args, { stdio: 'inherit', env });
  const [status] = (await once(tap, 'exit')) as [number | null];
  const failedFiles = existsSync(failedFilesFile)
    ? readFileSync(failedFilesFile, 'utf8').split('\n')
    : // tap itself did not come to its end.
      files;
  return files.map((file) => ({
    ...lookAt(file, env),
    file,
    env,
    isOk: status === 0 || !failedFiles.includes(file),
  }));
}

function resultsOf(file: string): string {
  return path.join('.tap', 'test-results', `${file}.tap`);
}

export function wentWell({ isOk, lost }: FileResult): boolean {
  return isOk && lost.length === 0;
}

export function inPackage(name: string, ...file: string[]): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return path.join(path.dirname(manifest), ...file);
}

function lookAt(
  file: string,
  env: NodeJS.ProcessEnv,
): Pick<FileResult, 'passed' | 'failed' | 'lost' | 'leftOut'> {
  const results = resultsOf(file);
  const none = { passed: 0, leftOut: [], failed: [] };
  if (!existsSync(results)) return { ...none, lost: ['it did not run'] };
  const points = leaves(readFileSync(results, 'utf8'));
  if (points.length === 0) return { ...none, lost: ['no test in it ran'] };
  const lost: string[] = [];
  const leftOut: string[] = [];
  const counting = points.filter(({ skip, todo }) => !skip && !todo);
  const failed = counting.filter(({ ok }) => !ok);
  for (const { fullname, skip, todo, closingTestPoint } of points) {
    if (skip && typeof skip === 'string' && isLacking(skip, env))
      leftOut.push(`${fullname} (${skip})`);
    else if (skip) lost.push(`skipped: ${fullname}`);
    else if (todo) lost.push(`still to do: ${fullname}`);
    else if (closingTestPoint) lost.push(`without an assertion: ${fullname}`);
  }
  return { lost, leftOut, failed, passed: counting.length - failed.length };
}

/** The assertions and whatever else has nothing below it, such as a test without an assertion. */
function leaves(tapText: string): Result[] {
  return Parser.parse(tapText, { flat: true }).flatMap((event) =>
    event[0] === 'assert' ? [event[1] as Result] : [],
  );
}
