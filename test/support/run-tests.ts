import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Parser, type Result } from 'tap-parser';
import { isForPostgres, isForPostgresAlone } from './postgres/postgres-tests.ts';
import { prepareTemplate } from './postgres/databases.ts';
import { noPostgres, postgresPrograms, startPostgres } from './postgres/server.ts';
import { isLacking } from './needs.ts';
import { prepareEmptyStore } from './store.ts';

// What `npm test` runs: tap on every test file of the sources, and then a look at what each of them left.
// tap passes a file that ended without a test as skipped, does not miss one that was never compiled, and
// passes a test without an assertion, so that on a bad day tests are gone and the run is green.
//
// What did not go well is run once more, alone. If it goes well then, the machine was busy, which is no reason to
// refuse a change; it is named at the end all the same, for it is a test to mend.
//
// In the current folder: every test, or the test files named, as sources or compiled. With `--coverage` every
// test, with the coverage measured and held against the floor in .c8rc.json. That takes an eighth longer, so it
// is asked for.
//
// The stores of the tests are in SQLite. Those of postgres-tests.ts run once more, with their stores in
// PostgreSQL, on a server that is started for that; with `--postgres`, they and those named do, and no others.

const compiledDir = 'dist';
const emptyStoreFile = path.join('.tap', 'empty-store.sqlite');
const resultsDir = path.join('.tap', 'test-results');
const failedFilesFile = path.join('.tap', 'failed-files');
const coverageDir = path.resolve('.tap', 'coverage');
const floorFile = '.c8rc.json';

/** When more do not go well, it is not the machine. */
const mostTriedAgain = 8;

interface FileResult {
  file: string;
  /** tap's own word. */
  isOk: boolean;
  passed: number;
  failed: Result[];
  /** What of its tests did not count. */
  lost: string[];
  /** Which were rightly left out. */
  leftOut: string[];
}

/** The folders whose tests drive the service with its models, most of them with a browser. */
const rooms = ['desk', 'e2e', 'enrolment', 'faults', 'vision'];
/** What in them has neither a camera nor a browser, and mostly waits for processes. */
const notThese = [
  'desk/desk-command',
  'desk/log-in',
  'e2e/handed-sockets',
  'e2e/pairing-code',
].concat(['faults/long-texts', 'faults/starts']);

const given = process.argv.slice(2);
const named = given.filter((argument) => !argument.startsWith('--')).map(compiledFrom);
const isMeasured = given.includes('--coverage') && existsSync(floorFile);
const passedAlone: string[] = [];
const counts = { passed: 0, failed: 0 };
process.exitCode = await runAll();
for (const each of passedAlone) {
  process.stdout.write(`Failed beside others, passed alone: ${each}\n`);
}
process.stdout.write(`Assertions: ${counts.passed} passed, ${counts.failed} failed\n`);

async function runAll(): Promise<number> {
  rmSync(coverageDir, { recursive: true, force: true });
  rmSync(emptyStoreFile, { force: true });
  Object.assign(process.env, await prepareEmptyStore(emptyStoreFile));
  if (given.includes('--postgres')) {
    return runOnPostgres(named.length > 0 ? named : everyTest().filter(isForPostgres));
  }
  const all = named.length > 0 ? named : everyTest();
  const onSqlite = await runInTwoLots(all.filter((file) => !isForPostgresAlone(file)));
  // Of files that are named, the other run is asked for.
  if (named.length > 0) return onSqlite;
  const onPostgres = await runOnPostgres(all.filter(isForPostgres));
  const status = onSqlite || onPostgres;
  return status === 0 && isMeasured ? reportCoverage() : status;
}

/**
 * Those that look through a camera first, two at once: people who pose before a browser are as slow as the
 * machine, and with four at once a visitor has turned away before a frame of it was looked at.
 */
async function runInTwoLots(files: readonly string[]): Promise<number> {
  const lots = [
    { jobs: 2, lot: files.filter(looksAtFaces) },
    { jobs: 4, lot: files.filter((file) => !looksAtFaces(file)) },
  ].filter(({ lot }) => lot.length > 0);
  if (lots.length === 0) return run(files);
  let status = 0;
  for (const { jobs, lot } of lots) status = (await run(lot, jobs)) || status;
  return status;
}

function looksAtFaces(file: string): boolean {
  const name = path.relative(path.join(compiledDir, 'test'), file).replaceAll(path.sep, '/');
  return rooms.includes(name.split('/')[0]!) && !notThese.includes(name.replace('.test.js', ''));
}

async function runOnPostgres(files: readonly string[]): Promise<number> {
  if (files.length === 0) return 0;
  if (postgresPrograms() === null) {
    if (!process.env['TEST_WITHOUT_POSTGRES']) return refuse([noPostgres]);
    process.stdout.write(`Left out: all ${files.length} test files on PostgreSQL, as asked.\n`);
    return 0;
  }
  process.stdout.write('\nThe same with the stores in PostgreSQL:\n');
  const server = await startPostgres();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  }
  try {
    await prepareTemplate(server.url);
    // For the tests, and for `isLacking` here.
    process.env['TEST_POSTGRES_URL'] = server.url;
    return await run(files);
  } finally {
    await server.stop();
  }
}

async function run(files: readonly string[], jobs = 4): Promise<number> {
  const problems = files.filter((file) => !existsSync(file)).map((file) => `${file}: not compiled`);
  if (files.length === 0) problems.push('there are no tests');
  if (problems.length > 0) return refuse(problems);
  const results = await runTap(files, jobs);
  const unwell = results.filter((result) => !wentWell(result));
  if (files.length > 1 && unwell.length <= mostTriedAgain) {
    for (const before of unwell) {
      tellFailures('Failed beside others', before);
      const [after] = await runTap([before.file], 1);
      results[results.indexOf(before)] = after!;
      if (wentWell(after!)) passedAlone.push(`${before.file} (${firstFailure(before)})`);
    }
  }
  for (const { file, leftOut } of results) {
    for (const test of leftOut) process.stdout.write(`Left out: ${file}: ${test}\n`);
  }
  for (const result of results) {
    tellFailures('Failed', result);
    counts.passed += result.passed;
    counts.failed += result.isOk ? 0 : Math.max(1, result.failed.length);
    counts.failed += result.lost.length;
  }
  const lost = results.flatMap(({ file, lost }) => lost.map((what) => `${file}: ${what}`));
  if (lost.length > 0) return refuse(lost);
  return results.every(wentWell) ? 0 : 1;
}

async function runTap(files: readonly string[], jobs: number): Promise<FileResult[]> {
  // tap leaves a file's results of an earlier run when it does not come to run that file.
  rmSync(resultsDir, { recursive: true, force: true });
  rmSync(failedFilesFile, { force: true });
  const measured = isMeasured && { VESTIBULE_TEST_COVERAGE: coverageDir };
  const env = { ...process.env, ...measured };
  const tap = inPackage('tap', 'dist', 'esm', 'run.mjs');
  const command = [tap, `--jobs=${jobs}`, `--save=${failedFilesFile}`, ...files];
  const [status] = (await once(
    spawn(process.execPath, command, { stdio: 'inherit', env }),
    'exit',
  )) as [number | null];
  const failedFiles = existsSync(failedFilesFile)
    ? readFileSync(failedFilesFile, 'utf8').split('\n')
    : // tap itself did not come to its end.
      files;
  return files.map((file) => ({
    ...lookAt(file),
    file,
    isOk: status === 0 || !failedFiles.includes(file),
  }));
}

/** Prints the figures, and what is below its floor. */
function reportCoverage(): number {
  const command = [inPackage('c8', 'bin', 'c8.js'), 'report', `--temp-directory=${coverageDir}`];
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  rmSync(coverageDir, { recursive: true, force: true });
  if (status === 0) return 0;
  process.stderr.write(
    `\nLess of the code is tested than before: the floor stands in ${floorFile}. Add tests for what you added;\n` +
      'npx c8 report --help says how to see which lines are not reached.\n',
  );
  return 1;
}

/** At the end, once more: among ten thousand lines above, no one finds it. */
function tellFailures(what: string, { file, failed }: FileResult): void {
  for (const { fullname, diag } of failed) {
    const why = JSON.stringify(diag ?? {}, null, 2).slice(0, 2000);
    process.stderr.write(`\n${what}: ${file}: ${fullname}\n${why}\n`);
  }
}

function firstFailure({ failed, lost }: FileResult): string {
  return failed[0]?.fullname ?? lost[0] ?? 'it ended before its end';
}

function wentWell({ isOk, lost }: FileResult): boolean {
  return isOk && lost.length === 0;
}

function inPackage(name: string, ...file: string[]): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return path.join(path.dirname(manifest), ...file);
}

function refuse(problems: readonly string[]): number {
  process.stderr.write(`\n${problems.map((each) => `Not run: ${each}\n`).join('')}`);
  return 1;
}

/** From the sources, so that none is missed, and none runs whose source is gone. */
function everyTest(): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => compiledFrom(path.join('test', name)))
    .sort();
}

function compiledFrom(file: string): string {
  const name = path.relative('.', file);
  return name.startsWith(compiledDir) ? name : path.join(compiledDir, name.replace(/\.ts$/, '.js'));
}

function lookAt(file: string): Omit<FileResult, 'file' | 'isOk'> {
  const results = path.join(resultsDir, `${file}.tap`);
  const none = { passed: 0, leftOut: [], failed: [] };
  if (!existsSync(results)) return { ...none, lost: ['it did not run'] };
  const points = leaves(readFileSync(results, 'utf8'));
  if (points.length === 0) return { ...none, lost: ['no test in it ran'] };
  const lost: string[] = [];
  const leftOut: string[] = [];
  const counting = points.filter(({ skip, todo }) => !skip && !todo);
  const failed = counting.filter(({ ok }) => !ok);
  for (const { fullname, skip, todo, closingTestPoint } of points) {
    if (skip && typeof skip === 'string' && isLacking(skip)) leftOut.push(`${fullname} (${skip})`);
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
