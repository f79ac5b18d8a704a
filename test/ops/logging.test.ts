import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { createLogger } from '#server/ops/logging.ts';

t.test('an id of somebody else is one harmless line of the log', async (t) => {
  const written: string[] = [];
  const log = createLogger('info', { write: (line) => void written.push(line) });
  log.warn({ jobId: 'a\u009B2J\u202E\u2028b', kind: 'علی‌رضا' }, 'a test');
  t.equal(written.length, 1);
  t.notMatch(written[0]?.trimEnd(), /\p{Cc}|\p{Bidi_Control}|\u2028/u);
  t.match(JSON.parse(written[0] ?? ''), { jobId: 'a\uFFFD2J b', kind: 'علی‌رضا', msg: 'a test' });
});

t.test('the journal is told how grave a line is, and a collector of JSON is not', async (t) => {
  const file = path.join(t.testdir(), 'stderr');
  const module = new URL('../../server/ops/logging.js', import.meta.url).href;
  const script = `const { createLogger } = await import(${JSON.stringify(module)});
    const log = createLogger('debug');
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal']) log[level]({}, level);`;
  const linesWith = (env: (stream: string) => NodeJS.ProcessEnv) => {
    const stderr = openSync(file, 'w');
    const { dev, ino } = fstatSync(stderr);
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'ignore', stderr],
      env: env(`${dev}:${ino}`),
    });
    closeSync(stderr);
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  };
  const grave = linesWith((stream) => ({ JOURNAL_STREAM: stream }));
  t.same(
    grave.map((line) => line.slice(0, 4)),
    ['<7>{', '<6>{', '<4>{', '<3>{', '<2>{'],
  );
  const plain = linesWith((stream) => ({ JOURNAL_STREAM: `${stream}0` }));
  t.ok(
    plain.every((line) => line.startsWith('{"level":')),
    'another stream',
  );
});
