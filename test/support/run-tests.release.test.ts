import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { projectRoot } from '#server/config/environment.ts';

const good = `import t from 'tap';\nt.test('one', async (t) => { t.ok(true); });\n`;
const wait = 'await new Promise((resolve) => setTimeout(resolve, 100));\n';

interface Project {
  sources?: string[];
  programs?: string | undefined;
  /** Files besides the tests. */
  more?: Record<string, string>;
  options?: string[];
}

/** Runs the tests of a project with these test files, as `npm test` does. */
async function runTests(
  t: Test,
  files: Record<string, string>,
  {
    sources = Object.keys(files),
    programs = process.env['PATH'],
    more = {},
    options = [],
  }: Project = {},
) {
  const named = (place: string, all: readonly string[], ending: string) =>
    Object.fromEntries(all.map((name) => [`${place}/${name}.test.${ending}`, files[name] ?? '']));
  const folder = t.testdir({ 'package.json': '{"type": "module"}', test: {}, dist: { test: {} } });
  const written = {
    ...named('test', sources, 'ts'),
    ...named('dist/test', Object.keys(files), 'js'),
    ...more,
  };
  for (const [name, content] of Object.entries(written)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(folder, 'node_modules'));
  const program = path.join(import.meta.dirname, 'run-tests.js');
  const env = { PATH: programs };
  const measured = '.c8rc.json' in more ? ['--coverage'] : [];
  const child = spawn(process.execPath, [program, ...measured, ...options], { cwd: folder, env });
  child.stdin.end();
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

t.test('a run in which every test counted is green', async (t) => {
  const result = await runTests(t, { a: good, b: good });
  t.match(result, { code: 0, out: /^Assertions: 2 passed, 0 failed$/m });
  t.notMatch(result.err, /Not every test/);
});

t.test('a named folder without a test runs nothing instead of everything', async (t) => {
  const { code, out, err } = await runTests(t, { a: good }, { options: ['dist'] });
  t.equal(code, 1);
  t.match(err, /there are no tests/);
  t.notMatch(out, /^ok/m);
});

t.test('a file without a test fails the run, and is named', async (t) => {
  const { code, err } = await runTests(t, {
    good,
    empty: `import 'tap';\n`,
    // It exits before tap prints anything.
    silent: `process.exit(0);\n`,
  });
  t.equal(code, 1);
  t.match(err, /empty\.test\.js: no test in it ran/);
  t.match(err, /silent\.test\.js/);
  t.notMatch(err, /good\.test/);
});

t.test('what failed is named once more at the end, with why', async (t) => {
  const bad = `import t from 'tap';\nt.test('the door', async (t) => { t.equal('open', 'shut'); });\n`;
  const { code, err } = await runTests(t, { good, bad });
  t.equal(code, 1);
  t.match(err, /^Failed: dist\/test\/bad\.test\.js: .*the door/m);
  t.match(err, /open[\s\S]*shut|shut[\s\S]*open/);
  t.notMatch(err, /Failed: dist\/test\/good/);
});

t.test('what fails is counted once', async (t) => {
  const bad = good.replace('t.ok(true)', 't.ok(false)');
  const { code, out } = await runTests(t, { good, bad });
  t.equal(code, 1);
  t.match(out, /^Assertions: 1 passed, 1 failed$/m);
});

t.test('what awaits between its tests loses none of them', async (t) => {
  const slow = `import t from 'tap';
    t.before(async () => {});
    t.teardown(() => {});
    ${wait}
    t.test('one', async (t) => { t.ok(true); });
    ${wait}
    t.test('two', async (t) => { t.ok(true); });`;
  t.match(await runTests(t, { slow }), { code: 0, out: /^Assertions: 2 passed, 0 failed$/m });
});

t.test('what ends in the middle fails, whatever its exit code', async (t) => {
  const first = `${good}${wait}`;
  const second = `t.test('two', async (t) => { t.ok(true); });`;
  for (const [why, middle] of Object.entries({
    exits: 'process.exit(0);',
    'is killed': `process.kill(process.pid, 'SIGKILL'); ${wait}`,
    'never settles': 'await new Promise(() => {});',
    throws: `throw new Error('no set-up');`,
  })) {
    const { code, out } = await runTests(t, { cut: `${first}${middle}\n${second}` });
    t.match({ code, out }, { code: 1, out: /not ok - dist\/test\/cut\.test\.js/ }, why);
  }
});

t.test('what nobody awaited fails', async (t) => {
  const late = `import t from 'tap';
    t.test('one', async (t) => { t.ok(true); setTimeout(() => t.ok(false), 100); });`;
  t.equal((await runTests(t, { late })).code, 1);
  // It adds a test after tap has printed its results.
  const afterwards = `${good}process.once('beforeExit', () => setTimeout(() => t.test('two'), 50));`;
  t.equal((await runTests(t, { afterwards })).code, 1);
});

t.test('a test that is skipped, still to do or without an assertion fails the run', async (t) => {
  const { code, err } = await runTests(t, {
    a: `${good}
      t.test('left out', { skip: true }, async (t) => { t.ok(true); });
      t.test('lacks', { skip: 'needs a sunny day' }, async (t) => { t.ok(true); });
      t.test('has', { skip: 'needs python3' }, async (t) => { t.ok(true); });
      t.test('later', { todo: true }, async (t) => { t.ok(true); });
      t.test('claims nothing', async () => {});`,
  });
  t.equal(code, 1);
  for (const what of [
    'skipped: left out',
    'skipped: lacks',
    'skipped: has',
    'still to do: later',
    'without an assertion: claims nothing',
  ]) {
    t.ok(err.includes(what), what);
  }
});

t.test('what the machine lacks is left out, and said', async (t) => {
  const without = `${good}t.test('snake', { skip: 'needs python3' }, async () => {});`;
  const { code, out } = await runTests(t, { without }, { programs: '' });
  t.match(
    { code, out },
    { code: 0, out: /Left out: .*without\.test\.js: snake \(needs python3\)/ },
  );
});

t.test('what took longest the last time comes first', async (t) => {
  // Each file marks its start.
  const begin = `import { readdirSync, writeFileSync } from 'node:fs';
    import t from 'tap';
    const begun = () => readdirSync('.').filter((name) => name.startsWith('begun-')).length;
    t.test('one', async (t) => {`;
  const long = (name: string) => `${begin} writeFileSync('begun-${name}', ''); t.ok(begun()); });`;
  // Files of one folder would share a process.
  const files = {
    'a/a': `${begin} t.equal(begun(), 6); });`,
    ...Object.fromEntries(
      ['b', 'c', 'd', 'e', 'f', 'g'].map((name) => [`${name}/${name}`, long(name)]),
    ),
  };
  const more = Object.fromEntries(
    Object.keys(files).map((name, i) => [
      `.tap/test-results/dist/test/${name}.test.js.tap`,
      `# time=${1000 * i}.5ms\n`,
    ]),
  );
  t.match(await runTests(t, files, { more }), {
    code: 0,
    out: /^Assertions: 7 passed, 0 failed$/m,
  });
});

/** Files of other folders: with so many, up to three files of one folder share a process. */
const others = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [`folder-${i}/other`, good] as const),
);

t.test(
  'a file that ends the process of others fails, and those that it kept from running',
  async (t) => {
    const ends = `import t from 'tap';\nt.test('one', async (t) => { t.ok(true); process.exit(3); });\n`;
    const { code, out, err } = await runTests(t, { a: good, b: ends, c: good, ...others });
    t.equal(code, 1);
    t.match(out, /^not ok - dist\/test\/b\.test\.js/m);
    t.match(err, /c\.test\.js: no test in it ran/);
  },
);

t.test('what a file asks of its own top level is done before the next file', async (t) => {
  const first = `import t from 'tap';\nt.teardown(() => { globalThis.isDone = true; });
    t.before(() => { globalThis.isBegun = true; });
    t.test('one', async (t) => { t.equal(globalThis.isBegun, true); });\n`;
  const second = `import t from 'tap';\nt.equal(globalThis.isDone, true);\n`;
  const { code, out } = await runTests(t, { a: first, b: second, ...others });
  t.match({ code, out }, { code: 0, out: /^Assertions: 14 passed, 0 failed$/m });
});

t.test('before a release, what has more to try runs once more, with all of it', async (t) => {
  const sized = `// imports '../support/release.ts'
    import t from 'tap';
    t.test('one', async (t) => { t.equal(process.env.TEST_RELEASE, '1'); });`;
  const { code, out } = await runTests(t, { good, sized }, { options: ['--release'] });
  t.match({ code, out }, { code: 0, out: /^Assertions: 1 passed, 0 failed$/m });
  t.match(out, /^ok - dist\/test\/sized/m);
});

t.test('a source that is not compiled fails, and one that is gone does not run', async (t) => {
  const missing = await runTests(t, { a: good }, { sources: ['a', 'b'] });
  t.match(missing, { code: 1, err: /b\.test\.js: not compiled/ });
  const gone = await runTests(t, { a: good, b: good }, { sources: ['a'] });
  t.match(gone, { code: 0, out: /^Assertions: 1 passed, 0 failed$/m });
  t.match(await runTests(t, {}), { code: 1, err: /there are no tests/ });
});

t.test('what the tests reach is measured, in the processes they start too', async (t) => {
  const withFloor = (lines: number) => ({
    '.c8rc.json': JSON.stringify({
      all: true,
      src: ['dist/server', 'dist/scripts'],
      include: ['dist/server/**', 'dist/scripts/**'],
      reporter: ['text-summary'],
      'check-coverage': true,
      lines,
    }),
    'dist/server/used.js': 'export const used = 1;\n',
    'dist/server/unused.js': 'export const unused = 1;\n',
    'dist/scripts/command.js': `import { used } from '../server/used.js';\nvoid used;\n`,
  });
  const starts = `import { execFileSync } from 'node:child_process';
    import t from 'tap';
    t.test('one', async (t) => {
      t.equal(String(execFileSync(process.execPath, ['dist/scripts/command.js'], { env: {} })), '');
    });`;
  const enough = await runTests(t, { starts }, { more: withFloor(75) });
  t.match(enough, { code: 0, out: /Lines +: 75% \( 3\/4 \)/ });
  const { code, err } = await runTests(t, { starts }, { more: withFloor(80) });
  t.equal(code, 1);
  t.match(err, /lines \(75%\) does not meet global threshold \(80%\)/);
  t.match(err, /run less of the code than \.c8rc\.json requires/);
  const list = readFileSync(path.join(t.testdirName, '.tap', 'uncovered.txt'), 'utf8');
  t.equal(list, 'dist/server/unused.js: 1\n');
});
