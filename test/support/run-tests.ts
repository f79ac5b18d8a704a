import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { isForPostgres, isForPostgresAlone } from './postgres/postgres-tests.ts';
import { prepareTemplate } from './postgres/databases.ts';
import { noPostgres, requiredPrograms, startPostgres } from './postgres/server.ts';
import { prepareEmptyStore } from './store.ts';
import { inPackage, runTap, wentWell, type FileResult } from './tap-run.ts';
import { together } from './together.ts';
import { listUncovered } from './uncovered.ts';

// Runs every test file for `npm test`, and then checks the result of each. tap's own runner and node:test pass a file
// that ended without a test, and cannot run a file on two databases.
//
// Runs in the current folder. Arguments are test files, as sources or compiled, or folders; without arguments, every
// test runs. `--coverage` runs every test, and compares the coverage with the floor in .c8rc.json. Because that takes
// an eighth longer, it is optional.
//
// The stores of the tests are in SQLite. With `--postgres`, the named files, or those of postgres-tests.ts, run with
// PostgreSQL, on a server for this run.
//
// `--release` runs what `npm test` leaves out: faults, `*.release.test.ts`, files with more cases for a release
// (release.ts), and all files for PostgreSQL.

const compiledDir = 'dist';
const emptyStoreFile = path.join('.tap', 'empty-store.sqlite');
const coverageDir = path.resolve('.tap', 'coverage');
const floorFile = '.c8rc.json';

/**
 * Tests in which somebody moves in front of a camera in real time, most of them in a browser. They depend on the
 * machine's speed: with four at once, a visitor has turned away before a frame is analysed.
 */
const live = [
  'desk/enrol-at-visit',
  'desk/offers',
  'documents/every-end',
  'e2e/asked-to-move',
  'e2e/browser-enrolment',
  'e2e/browser-health-pass',
  'e2e/browser-sign-in',
  'e2e/frozen-service',
  'e2e/held-without-capture',
  'e2e/kiosk-page',
  'e2e/kiosk-protocol',
  'e2e/two-cameras',
  'e2e/two-services',
  'enrolment/from-the-camera',
  'faults/killed-enrolment',
  'privacy/before-enrolment',
  'trial/try',
];

/** Folders that are left to a release, unless they are named. */
const leftToRelease = /^dist\/test\/(faults|postgres)\//;

const given = process.argv.slice(2);
const isMeasured = given.includes('--coverage') && existsSync(floorFile);
const isRelease = given.includes('--release');
const names = given.filter((argument) => !argument.startsWith('--'));
const named = names.flatMap((name) =>
  isFolder(name) ? testsBelow(name).filter(isUsual) : compiledFrom(name),
);
const measured = isMeasured ? { VESTIBULE_TEST_COVERAGE: coverageDir } : {};
const counts = { passed: 0, failed: 0 };
process.exitCode = await runAll();
process.stdout.write(`Assertions: ${counts.passed} passed, ${counts.failed} failed\n`);

async function runAll(): Promise<number> {
  rmSync(coverageDir, { recursive: true, force: true });
  rmSync(emptyStoreFile, { force: true });
  Object.assign(process.env, await prepareEmptyStore(emptyStoreFile));
  if (isRelease) process.env['TEST_RELEASE'] = '1';
  // Source maps make failures point at the sources. Reading them for all tests takes a twentieth of the time.
  if (names.length > 0) process.env['TEST_SOURCE_MAPS'] = '1';
  const all = names.length > 0 ? named : everyTest();
  const isOnPostgres = given.includes('--postgres');
  const onSqlite = isOnPostgres ? [] : all.filter((file) => !isForPostgresAlone(file));
  const isBoth = isOnPostgres || ((isRelease || isMeasured) && names.length === 0);
  const onPostgres = isOnPostgres && names.length > 0 ? named : all.filter(isForPostgres);
  const problems = all.filter((file) => !existsSync(file)).map((file) => `${file}: not compiled`);
  if (all.length === 0) problems.push('there are no tests');
  if (problems.length > 0) return refuse(problems);
  const status = await onServer(isBoth ? onPostgres : [], (postgres) =>
    run(isRelease ? onSqlite.filter(hasMore) : onSqlite, postgres),
  );
  return status === 0 && isMeasured && !isOnPostgres ? reportCoverage() : status;
}

/** Test files with their stores in PostgreSQL, and the environment with its address. */
interface OnPostgres {
  files: readonly string[];
  env: Record<string, string>;
}

/** Runs PostgreSQL during the work, if there are files for it. */
async function onServer(
  files: readonly string[],
  work: (postgres: OnPostgres) => Promise<number>,
): Promise<number> {
  if (files.length > 0 && requiredPrograms() === null) {
    if (!process.env['TEST_WITHOUT_POSTGRES']) return refuse([noPostgres]);
    process.stdout.write(`Left out: all ${files.length} test files on PostgreSQL, as asked.\n`);
    files = [];
  }
  if (files.length === 0) return work({ files, env: {} });
  const server = await startPostgres();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  }
  try {
    await prepareTemplate(server.url);
    return await work({ files, env: { TEST_POSTGRES_URL: server.url } });
  } finally {
    await server.stop();
  }
}

async function run(onSqlite: readonly string[], postgres: OnPostgres): Promise<number> {
  const env = { ...process.env, ...measured };
  const envOfPostgres = { ...env, ...postgres.env };
  const alone = onSqlite.filter(isLive).map((file) => ({ files: [file], env }));
  // The longest groups are on PostgreSQL, and a clean clone has no times yet.
  const results = await runTap(alone, [
    ...together(postgres.files, isRelease).map((files) => ({ files, env: envOfPostgres })),
    ...together(
      onSqlite.filter((file) => !isLive(file)),
      isRelease,
    ).map((files) => ({ files, env })),
  ]);
  return judge(results);
}

/** Whether a test has more cases before a release. */
function hasMore(file: string): boolean {
  return (
    isForReleaseAlone(file) || readFileSync(sourceOf(file), 'utf8').includes("support/release.ts'")
  );
}

function isForReleaseAlone(file: string): boolean {
  return leftToRelease.test(file) || file.endsWith('.release.test.js');
}

/** Whether a file of a named folder runs. */
function isUsual(file: string): boolean {
  return isRelease || !file.endsWith('.release.test.js');
}

function sourceOf(file: string): string {
  return path.relative(compiledDir, file).replace(/\.js$/, '.ts');
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isLive(file: string): boolean {
  const name = path.relative(path.join(compiledDir, 'test'), file).replaceAll(path.sep, '/');
  return live.includes(name.replace(/(\.release)?\.test\.js$/, ''));
}

function judge(results: readonly FileResult[]): number {
  for (const { file, leftOut } of results) {
    for (const test of leftOut) process.stdout.write(`Left out: ${file}: ${test}\n`);
  }
  for (const result of results) {
    tellFailures(result);
    counts.passed += result.passed;
    counts.failed += result.isOk ? 0 : Math.max(1, result.failed.length);
    counts.failed += result.lost.length;
  }
  tellSlowest(results);
  const lost = results.flatMap(({ file, lost }) => lost.map((what) => `${file}: ${what}`));
  if (lost.length > 0) return refuse(lost);
  return results.every(wentWell) ? 0 : 1;
}

/** Prints the files that took longest. */
function tellSlowest(results: readonly FileResult[]): void {
  if (results.length < 20) return;
  const slowest = results.toSorted((one, other) => other.seconds - one.seconds).slice(0, 10);
  const lines = slowest.map(
    ({ file, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${file}`,
  );
  process.stdout.write(`The slowest files:\n${lines.join('\n')}\n`);
}

/** Prints the figures, and those below the floor. Writes the list of lines that no test runs. */
function reportCoverage(): number {
  const reports = path.join('.tap', 'coverage-report');
  const command = [inPackage('c8', 'bin', 'c8.js'), 'report', `--temp-directory=${coverageDir}`];
  command.push('--reporter=text-summary', '--reporter=json', `--reports-dir=${reports}`);
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  rmSync(coverageDir, { recursive: true, force: true });
  const list = path.join('.tap', 'uncovered.txt');
  listUncovered(reports, list);
  rmSync(reports, { recursive: true, force: true });
  process.stdout.write(`Lines that no test runs, the shortest list first: ${list}\n`);
  if (status === 0) return 0;
  process.stderr.write(
    `\nThe tests run less of the code than ${floorFile} requires. Add tests for the lines that you added.\n`,
  );
  return 1;
}

/** Repeats failures at the end, because they are hard to find among ten thousand lines. */
function tellFailures({ file, failed }: FileResult): void {
  for (const { fullname, diag } of failed) {
    const why = JSON.stringify(diag ?? {}, null, 2).slice(0, 2000);
    process.stderr.write(`\nFailed: ${file}: ${fullname}\n${why}\n`);
  }
}

function refuse(problems: readonly string[]): number {
  process.stderr.write(`\n${problems.map((each) => `Not run: ${each}\n`).join('')}`);
  return 1;
}

/** Lists tests from the sources, so that none is missed, and none runs whose source is gone. */
function everyTest(): string[] {
  const all = ['packages', 'test'].filter((folder) => existsSync(folder)).flatMap(testsBelow);
  return isRelease || isMeasured ? all : all.filter((file) => !isForReleaseAlone(file));
}

function testsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => compiledFrom(path.join(folder, name)))
    .sort();
}

function compiledFrom(file: string): string {
  const name = path.relative('.', file);
  return name.startsWith(compiledDir) ? name : path.join(compiledDir, name.replace(/\.ts$/, '.js'));
}
