import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Parser, type Result } from 'tap-parser';
import { isLacking } from './needs.ts';

// Runs test files, each in a process of its own, and reads what each of them left. tap's own runner has a second
// process beside each, has every process report which files it loads, for a way of measuring coverage that is
// not used here, and passes a file that ended without a test, and a test without an assertion.

/** Test files that are run together, so many at once. */
export interface Lot {
  files: readonly string[];
  jobs: number;
  env: NodeJS.ProcessEnv;
}

export interface FileResult {
  file: string;
  env: NodeJS.ProcessEnv;
  /** It went to its end, and said that all is well. */
  isOk: boolean;
  passed: number;
  failed: Result[];
  /** What of its tests did not count. */
  lost: string[];
  /** Which were rightly left out. */
  leftOut: string[];
}

const seconds = 900;
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((test) => test.kill('SIGKILL')));

export async function runTap({ files, jobs, env }: Lot): Promise<FileResult[]> {
  const results: FileResult[] = [];
  const waiting = [...files.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, file] = next;
      results[i] = await runFile(file, env);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

async function runFile(file: string, env: NodeJS.ProcessEnv): Promise<FileResult> {
  const results = path.join('.tap', 'test-results', `${file}.tap`);
  mkdirSync(path.dirname(results), { recursive: true });
  const output = openSync(results, 'w');
  const startedAt = performance.now();
  const test = spawn(process.execPath, [...nodeArguments(env), file], {
    // While its channel stands, whoever started it is there.
    stdio: ['ignore', output, 'inherit', 'ipc'],
    env: {
      ...env,
      TAP_TIMEOUT: String(seconds),
      // Else tap takes a test's folder away before the test's own teardown has stopped what writes to it.
      TAP_SAVE_FIXTURE: '1',
    },
  });
  closeSync(output);
  running.add(test);
  // A process that is too busy to see that its time is up.
  const tooLong = setTimeout(() => test.kill('SIGKILL'), (seconds + 30) * 1000);
  const [code] = (await once(test, 'close')) as [number | null];
  clearTimeout(tooLong);
  running.delete(test);
  const said = readFileSync(results, 'utf8');
  const isOk = code === 0 && isWell(said);
  const took = ((performance.now() - startedAt) / 1000).toFixed(1);
  const processor = /^# processor ([\d.]+) s$/m.exec(said)?.[1] ?? '?';
  process.stdout.write(
    `${isOk ? 'ok' : 'not ok'} - ${file} # ${took} s, ${processor} s of processor\n`,
  );
  // What failed is told at the end; this is for what did not come so far.
  if (code !== 0) process.stdout.write(`${said.split('\n').slice(-20).join('\n    ')}\n`);
  return { ...lookAt(said, env), file, env, isOk };
}

function nodeArguments({ VESTIBULE_TEST_COVERAGE: folder }: NodeJS.ProcessEnv): string[] {
  const hook = new URL('whole-file.js', import.meta.url);
  if (folder) hook.searchParams.set('coverage', folder);
  return ['--enable-source-maps', `--import=${hook.href}`];
}

export function wentWell({ isOk, lost }: FileResult): boolean {
  return isOk && lost.length === 0;
}

export function inPackage(name: string, ...file: string[]): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return path.join(path.dirname(manifest), ...file);
}

function isWell(tapText: string): boolean {
  return Parser.parse(tapText).every(
    (event) => event[0] !== 'complete' || (event[1] as { ok: boolean }).ok,
  );
}

function lookAt(
  tapText: string,
  env: NodeJS.ProcessEnv,
): Pick<FileResult, 'passed' | 'failed' | 'lost' | 'leftOut'> {
  const points = leaves(tapText);
  if (points.length === 0)
    return { passed: 0, leftOut: [], failed: [], lost: ['no test in it ran'] };
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
