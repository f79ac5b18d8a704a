import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { Parser, type Result } from 'tap-parser';
import { isLacking } from './needs.ts';

// Runs test files, each in a process of its own, and reads what each of them left. tap's own runner has a second
// process beside each, has every process report which files it loads, for a way of measuring coverage that is
// not used here, and passes a file that ended without a test, and a test without an assertion.

/** A test file, with the environment that it runs in. */
export interface Task {
  file: string;
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

/**
 * Runs the live files two at once. Three others run beside them, on what they leave of the processor. Then five of
 * the others run at once, because most of a test is waiting. The longest come first.
 */
export async function runTap(
  live: readonly Task[],
  others: readonly Task[],
): Promise<FileResult[]> {
  const results: FileResult[] = [];
  const lives = longestFirst(live);
  const rest = longestFirst(others);
  let liveNow = 0;
  const runLive = async () => {
    for (let task = lives.shift(); task; task = lives.shift()) {
      liveNow++;
      results.push(await runFile(task, false));
      liveNow--;
    }
  };
  const busy = new Set<string>();
  // On another database the same file has the same folder, so it does not run beside itself.
  const take = () => {
    const next = rest.findIndex(({ file }) => !busy.has(file));
    return next < 0 ? undefined : rest.splice(next, 1)[0];
  };
  const runOthers = async () => {
    for (let task = take(); task; task = take()) {
      busy.add(task.file);
      results.push(await runFile(task, liveNow > 0));
      busy.delete(task.file);
    }
  };
  const both = () => runLive().then(runOthers);
  await Promise.all([both(), both(), runOthers(), runOthers(), runOthers()]);
  return results.sort((one, other) => one.file.localeCompare(other.file));
}

/** By how long each took here the last time; what never ran comes before all. */
function longestFirst(tasks: readonly Task[]): Task[] {
  const took = new Map(tasks.map(({ file }) => [file, lastTime(file)]));
  return tasks.toSorted((one, other) => took.get(other.file)! - took.get(one.file)!);
}

/** In milliseconds. */
function lastTime(file: string): number {
  const results = resultsOf(file);
  if (!existsSync(results)) return Infinity;
  return Number(/^# time=([\d.]+)ms$/m.exec(readFileSync(results, 'utf8'))?.[1] ?? Infinity);
}

function resultsOf(file: string): string {
  return path.join('.tap', 'test-results', `${file}.tap`);
}

/** @param isBeside runs beside those that are live */
async function runFile({ file, env }: Task, isBeside: boolean): Promise<FileResult> {
  const results = resultsOf(file);
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
  if (isBeside && test.pid) setPriority(test.pid, constants.priority.PRIORITY_BELOW_NORMAL);
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
