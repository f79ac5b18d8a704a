import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import path from 'node:path';
import { Parser, type Result } from 'tap-parser';
import { isLacking } from './needs.ts';
import { Room } from './room.ts';
import { processes } from './together.ts';

// Runs test files, several in a process, and reads their results. tap's own runner starts two processes for each file,
// and makes every process report its files for an unused kind of coverage. It also passes a file that ended without a
// test, and a test without an assertion.

/** Test files that run in one process, one after another, and the environment of that process. */
export interface Task {
  files: readonly string[];
  env: NodeJS.ProcessEnv;
}

export interface FileResult {
  file: string;
  /** How long it took, beside the others. */
  seconds: number;
  /** The file ran to its end, and reported success. */
  isOk: boolean;
  passed: number;
  failed: Result[];
  /** Tests in the file that did not count. */
  lost: string[];
  /** Tests that were skipped for a valid reason. */
  leftOut: string[];
}

const seconds = 900;
/** Some of the others look at faces, too: with the next lower class, 10, they have a tenth of a core. */
const besidePriority = 4;
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((test) => test.kill('SIGKILL')));

/**
 * Runs the live files two at a time, with up to four others beside them at a lower priority. Then up to six of the
 * others run at once, because tests mostly wait. The longest come first.
 */
export async function runTap(
  live: readonly Task[],
  others: readonly Task[],
): Promise<FileResult[]> {
  const results: FileResult[] = [];
  const room = new Room();
  const lives = longestFirst(live);
  const rest = longestFirst(others);
  let liveNow = 0;
  const runLive = async () => {
    for (let task = lives.shift(); task; task = lives.shift()) {
      liveNow++;
      room.enterAnyway();
      results.push(...(await runTask(task, false)));
      room.leave();
      liveNow--;
    }
  };
  const busy = new Set<string>();
  // On both databases a file has the same folder, so it does not run twice at once.
  const take = () => {
    const next = rest.findIndex(({ files }) => !files.some((file) => busy.has(file)));
    return next < 0 ? undefined : rest.splice(next, 1)[0];
  };
  const runOthers = async () => {
    while (rest.length > 0) {
      await room.enter();
      const task = take();
      if (task) {
        for (const file of task.files) busy.add(file);
        results.push(...(await runTask(task, liveNow > 0)));
        for (const file of task.files) busy.delete(file);
      }
      room.leave();
      if (!task) return;
    }
  };
  const both = () => runLive().then(runOthers);
  const besides = Array.from({ length: processes - 2 }, runOthers);
  await Promise.all([both(), both(), ...besides]);
  room.close();
  return results.sort((one, other) => one.file.localeCompare(other.file));
}

/** Sorts by the time of the last run here. Files that never ran come first. */
function longestFirst(tasks: readonly Task[]): Task[] {
  const took = new Map(tasks.map((task) => [task, lastTimeOf(task)]));
  return tasks.toSorted((one, other) => took.get(other)! - took.get(one)!);
}

/** The time of these files in their last run, in milliseconds. */
function lastTimeOf({ files }: Task): number {
  return files.reduce((sum, file) => sum + lastTime(file), 0);
}

function lastTime(file: string): number {
  const results = resultsOf(file);
  if (!existsSync(results)) return Infinity;
  return Number(timeOf.exec(readFileSync(results, 'utf8'))?.[1] ?? Infinity);
}

function resultsOf(file: string): string {
  return path.join('.tap', 'test-results', `${file}.tap`);
}

/** @param isBeside whether live files run at the same time */
async function runTask({ files, env }: Task, isBeside: boolean): Promise<FileResult[]> {
  const [first = ''] = files;
  const isAlone = files.length === 1;
  const results = isAlone ? resultsOf(first) : resultsOf(`${path.dirname(first)}/${++lastGroup}`);
  mkdirSync(path.dirname(results), { recursive: true });
  const output = openSync(results, 'w');
  const startedAt = performance.now();
  const test = spawn(process.execPath, [...nodeArguments(env), isAlone ? first : severalFiles], {
    // This channel closes when the starting process ends.
    stdio: ['ignore', output, 'inherit', 'ipc'],
    env: {
      ...env,
      ...(!isAlone && { TEST_FILES: JSON.stringify(files) }),
      TAP_TIMEOUT: String(seconds),
      // Otherwise tap removes a test's folder before the test's own teardown has stopped its writers.
      TAP_SAVE_FIXTURE: '1',
    },
  });
  closeSync(output);
  if (isBeside && test.pid) setPriority(test.pid, besidePriority);
  running.add(test);
  const watch = watchProgress(results, files);
  // Kills a process that is too busy to notice its own time limit.
  const tooLong = setTimeout(() => test.kill('SIGKILL'), (seconds + 30) * 1000);
  const [code] = (await once(test, 'close')) as [number | null];
  clearTimeout(tooLong);
  clearInterval(watch);
  running.delete(test);
  const written = readFileSync(results, 'utf8');
  const took = ((performance.now() - startedAt) / 1000).toFixed(1);
  // A process that failed without a failed test fails all of its files.
  const isWhole = code === 0 || (code === 1 && !isWell(written));
  const parts = isAlone ? [{ file: first, text: written }] : partsOf(files, written);
  const each = parts.map(({ file, text }) => {
    const isOk = isWhole && isWell(text) && (!isAlone || code === 0);
    const [seconds, processor] = isAlone
      ? [took, processorIn(written)]
      : [secondsIn(text), processorIn(written, `${file}: `)];
    process.stdout.write(
      `${isOk ? 'ok' : 'not ok'} - ${file} # ${seconds} s, ${processor} s of processor\n`,
    );
    return { ...lookAt(text, env), file, isOk, seconds: Number(seconds) };
  });
  if (!isAlone)
    process.stdout.write(
      `# ${files.length} files, ${took} s, ${processorIn(written)} s of processor\n`,
    );
  // Failures are reported at the end. This output is for tests that never ran.
  if (code !== 0) process.stdout.write(`${written.split('\n').slice(-20).join('\n    ')}\n`);
  return each;
}

/** Milliseconds without a line of output, after which a file is named. */
const stillMs = 110_000;

/** Names the file that stands still, so that nobody waits for its time limit to learn which it is. */
function watchProgress(results: string, files: readonly string[]): NodeJS.Timeout {
  let size = -1;
  let since = performance.now();
  return setInterval(() => {
    const now = statSync(results).size;
    if (now !== size) [size, since] = [now, performance.now()];
    if (performance.now() - since < stillMs) return;
    since = performance.now();
    const begun = [...readFileSync(results, 'utf8').matchAll(/^# Subtest: (\S+\.js)$/gm)];
    const file = begun.at(-1)?.[1] ?? files[0];
    process.stdout.write(`Stands still for two minutes: ${file}\n`);
  }, 5_000).unref();
}

let lastGroup = 0;
const severalFiles = path.join(import.meta.dirname, 'several-files.js');

/** Returns the output of each file as if it had run alone; an empty text for a file that never began. */
function partsOf(files: readonly string[], written: string): { file: string; text: string }[] {
  const lines = written.split('\n');
  return files.map((file) => {
    const from = lines.indexOf(`# Subtest: ${file}`) + 1;
    const end = lines.findIndex((line) => endOf.exec(line)?.[2] === file);
    const body = from === 0 || end < 0 ? [] : lines.slice(from, end);
    const [, , , time = '0'] = endOf.exec(lines[end] ?? '') ?? [];
    const text = ['TAP version 14', ...body.map((line) => line.slice(4)), `# time=${time}ms`, ''];
    mkdirSync(path.dirname(resultsOf(file)), { recursive: true });
    writeFileSync(resultsOf(file), text.join('\n'));
    return { file, text: text.join('\n') };
  });
}

/** The line that ends a file's test. */
const endOf = /^(ok|not ok) \d+ - (\S+) # time=([\d.]+)ms$/;

function secondsIn(text: string): string {
  return (Number(timeOf.exec(text)?.[1] ?? 0) / 1000).toFixed(1);
}

/** @param of the file's name with `: `, when several files ran in one process */
function processorIn(written: string, of = ''): string {
  const start = `# ${of}processor `;
  const line = written.split('\n').find((one) => one.startsWith(start));
  return line?.slice(start.length, -2) ?? '?';
}

const timeOf = /^# time=([\d.]+)ms$/m;

function nodeArguments({
  VESTIBULE_TEST_COVERAGE: folder,
  TEST_SOURCE_MAPS: isMapped,
}: NodeJS.ProcessEnv): string[] {
  const hook = new URL('whole-file.js', import.meta.url);
  if (folder) hook.searchParams.set('coverage', folder);
  return [...(isMapped ? ['--enable-source-maps'] : []), `--import=${hook.href}`];
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

/** Returns the assertions, and other results without children, such as a test without an assertion. */
function leaves(tapText: string): Result[] {
  return Parser.parse(tapText, { flat: true }).flatMap((event) =>
    event[0] === 'assert' ? [event[1] as Result] : [],
  );
}
