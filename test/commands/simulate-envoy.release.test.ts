import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import type { CheckResult } from '#server/sign-in/check.ts';
import { projectRoot } from '#server/config/environment.ts';
import { hookSecret, startHook } from '../support/hook.ts';

const script = path.join(projectRoot, 'dist/scripts/vestibule.js');

async function app(t: Test, result: CheckResult): Promise<string> {
  const hook = await startHook(t, { checks: [{ name: 'face', run: async () => result }] });
  t.teardown(() => hook.stop());
  return hook.url;
}

function start(t: Test, hook: string, ...options: string[]) {
  const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: path.join(t.testdirName, 'data') };
  const place = ['envoy', '--hook', hook, '--port', '0', '--secret', hookSecret];
  return spawn(process.execPath, [script, 'simulate', ...place, ...options], { env });
}

async function run(t: Test, hook: string, ...options: string[]) {
  const child = start(t, hook, ...options);
  child.stdin.end();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out] = await Promise.all([exited, text(child.stdout)]);
  return { code, out, lines: out.trimEnd().split('\n') };
}

t.test(
  'what it is told to do is done, and the exit code says how the worst of it went',
  async (t) => {
    const hook = await app(t, { passed: true, reason: 'matched' });
    const visitor = 'sign-in "Ada Example" email=ada@example.com';
    const good = await run(t, hook, '--run', 'setup location_code=HQ', '--run', visitor);
    t.equal(good.code, 0);
    t.match(good.out, 'Saved. The config is now:\n{"location_code":"HQ"}');
    t.match(good.out, /LET IN after \d/);
    const bad = await run(t, hook, '--run', 'setup location_code=<A>', '--run', 'uninstall');
    t.equal(bad.code, 1);
    t.match(bad.out, 'Refused (412). The installer reads:');
    t.match(bad.out, 'The location code may have');
    t.match(bad.out, 'Answered 200');
  },
);

t.test('a visitor who is let in because nobody answers is announced loudly', async (t) => {
  const hook = await app(t, { passed: true, reason: 'matched' });
  const gone = await run(t, hook.replace(/:\d+/, ':1'), '--run', 'sign-in');
  t.equal(gone.code, 2);
  t.match(gone.out, /!!! FAILED OPEN: .* !!!\nEnvoy lets this visitor in UNCHECKED/);
});

t.test('what the front desk reads is shown, in 80 columns or as JSON', async (t) => {
  const hook = await app(t, { passed: false, reason: 'several_faces', evidence: { frames: 4 } });
  const held = await run(t, hook, '--run', 'sign-in "Ada Example"');
  t.equal(held.code, 1);
  t.match(held.out, 'HELD for the front desk');
  t.match(held.out, '- Check: face: several faces');
  t.ok(
    held.lines.every((line) => line.length <= 80),
    held.out,
  );
  const json = await run(t, hook, '--json', '--run', 'sign-in "Ada Example"');
  t.match(
    json.lines.map((line) => JSON.parse(line) as unknown),
    [
      { url: /^http:/, hook },
      { command: 'sign-in', outcome: 'review', answer: { status: 412 } },
    ],
  );
  const help = await run(t, hook, '--help');
  t.ok(
    help.lines.every((line) => line.length <= 80),
    help.out,
  );
});

t.test('lines can be typed, and one that is not understood changes nothing', async (t) => {
  const hook = await app(t, { passed: true, reason: 'matched' });
  const child = start(t, hook);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hears = async (words: string) => {
    for (;;) {
      const line = await lines.next();
      if (line.done) throw new Error(`It never said "${words}".`);
      if (String(line.value).includes(words)) return t.pass(words);
    }
  };
  await hears("Envoy's plugin API: http://127.0.0.1:");
  await hears(`Calls go to: ${hook}`);
  await hears('ENVOY_CLIENT_ID=simulated');
  const answers = {
    dance: '"dance" is nothing that can be done here. Type help.',
    'fault nowhere 500': '"nowhere" is no part of the API.',
    'fault jobs 700': '"700" is no fault.',
    'fault jobs 500 abc': '"abc" is no number of calls.',
    'fault jobs 500 0': '"0" is no number of calls.',
    'fault jobs slow:soon': '"slow:soon" is no fault.',
    'fault jobs 429:60 3': 'The next calls of "jobs" meet 429:60.',
    'mend jobs': '"jobs" works again.',
    'sign-in Ada': 'LET IN',
    'sign-out Ada': 'Answered 200',
    help: 'setup [KEY=VALUE ...]',
  };
  for (const [line, answer] of Object.entries(answers)) {
    child.stdin.write(`${line}\n`);
    await hears(answer);
  }
  child.stdin.write('quit\n');
  t.same(await new Promise((resolve) => child.once('exit', resolve)), 0);
});
