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
// In the current folder: every test, or the test files named, as sources or compiled. With `--coverage` every
// test, with the coverage measured and held against the floor in .c8rc.json. That takes an eighth longer, so it
// is asked for.
//
// The stores of the tests are in SQLite. Those of postgres-tests.ts run once more, with their stores in
// PostgreSQL, on a server that is started for that; with `--postgres`, they and those named do, and no others.

const compiledDir = 'dist';
const emptyStoreFile = path.join('.tap', 'empty-store.sqlite');
const resultsDir = path.join('.tap', 'test-results');
const coverageDir = path.resolve('.tap', 'coverage');
const floorFile = '.c8rc.json';

/** The folders whose tests drive the service with its models, most of them with a browser. */
const rooms = ['desk', 'e2e', 'enrolment', 'faults', 'lab', 'vision'];

const given = process.argv.slice(2);
const named = given.filter((argument) => !argument.startsWith('--')).map(compiledFrom);
const isMeasured = given.includes('--coverage') && existsSync(floorFile);
process.exitCode = await runAll();

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
  return rooms.includes(path.relative(path.join(compiledDir, 'test'), file).split(path.sep)[0]!);
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
  // tap leaves a file's results of an earlier run when it does not come to run that file.
  rmSync(resultsDir, { recursive: true, force: true });
  const measured = isMeasured && { VESTIBULE_TEST_COVERAGE: coverageDir };
  const env = { ...process.env, ...measured };
  const command = [inPackage('tap', 'dist', 'esm', 'run.mjs'), `--jobs=${jobs}`, ...files];
  const [status] = (await once(
    spawn(process.execPath, command, { stdio: 'inherit', env }),
    'exit',
  )) as [number | null];
  const read = files.map((file) => ({ file, ...lookAt(file) }));
  for (const { file, leftOut } of read) {
    for (const test of leftOut) process.stdout.write(`Left out: ${file}: ${test}\n`);
  }
  for (const { file, failed } of read) for (const each of failed) tellFailure(file, each);
  const lost = read.flatMap(({ file, lost }) => lost.map((what) => `${file}: ${what}`));
  if (lost.length > 0) return refuse(lost);
  return status ?? 1;
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
function tellFailure(file: string, { fullname, diag }: Result): void {
  const why = JSON.stringify(diag ?? {}, null, 2).slice(0, 2000);
  process.stderr.write(`\nFailed: ${file}: ${fullname}\n${why}\n`);
}

function inPackage(name: string, ...file: string[]): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return path.join(path.dirname(manifest), ...file);
}

function refuse(problems: readonly string[]): number {
  process.stderr.write(`\nNot every test ran:\n${problems.map((each) => `  ${each}\n`).join('')}`);
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

/** What of this file's tests did not count, and which were rightly left out. */
function lookAt(file: string): { lost: string[]; leftOut: string[]; failed: Result[] } {
  const results = path.join(resultsDir, `${file}.tap`);
  const failed: Result[] = [];
  if (!existsSync(results)) return { lost: ['it did not run'], leftOut: [], failed };
  const points = leaves(readFileSync(results, 'utf8'));
  if (points.length === 0) return { lost: ['no test in it ran'], leftOut: [], failed };
  const lost: string[] = [];
  const leftOut: string[] = [];
  failed.push(...points.filter(({ ok, skip, todo }) => !ok && !skip && !todo));
  for (const { fullname, skip, todo, closingTestPoint } of points) {
    if (skip && typeof skip === 'string' && isLacking(skip)) leftOut.push(`${fullname} (${skip})`);
    else if (skip) lost.push(`skipped: ${fullname}`);
    else if (todo) lost.push(`still to do: ${fullname}`);
    else if (closingTestPoint) lost.push(`without an assertion: ${fullname}`);
  }
  return { lost, leftOut, failed };
}

/** The assertions and whatever else has nothing below it, such as a test without an assertion. */
function leaves(tapText: string): Result[] {
  return Parser.parse(tapText, { flat: true }).flatMap((event) =>
    event[0] === 'assert' ? [event[1] as Result] : [],
  );
}
