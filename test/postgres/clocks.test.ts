import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { Receiver } from '../support/receiver.ts';
import { Installation, signIn } from './installation.ts';

/** An instance on a machine whose clock is ahead by `aheadMs`. */
async function startProcess(t: Test, options: object, aheadMs: number) {
  const program = fileURLToPath(new URL('instance-process.js', import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'],
      INSTANCE: JSON.stringify(options),
      CLOCK_AHEAD_MS: String(aheadMs),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as { hookUrl: string };
}

t.test('a message that one instance is sending is left alone by one an hour ahead', async (t) => {
  const { databaseUrl, dataDir } = await Installation.make(t);
  const told = new Receiver();
  const address = await told.start();
  t.teardown(() => told.stop());
  writeFileSync(
    path.join(dataDir, 'notify.yaml'),
    'channels: [{ name: desk, type: webhook }]\nrules: [{ reasons: all, to: desk }]\n',
  );
  const key = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const notify = { NOTIFY_DESK_URL: address, NOTIFY_DESK_SECRET: key };
  const options = { databaseUrl, dataDir, notify, graceMs: 0 };
  const right = await startProcess(t, options, 0);
  const ahead = await startProcess(t, options, 60 * 60_000);

  // The receiver takes the message but never answers, so the sender waits.
  told.answer = undefined;
  const first = told.next();
  t.equal((await signIn(right, 'ipad', 'first')).status, 412);
  await first;
  told.answer = { status: 204 };
  const second = told.next();
  t.equal((await signIn(ahead, 'ipad', 'second')).status, 412);
  await second;
  const jobs = told.all.map(
    ({ body }) => (JSON.parse(body) as { data: { jobId: string } }).data.jobId,
  );
  t.same(jobs, ['first', 'second'], 'each once');
});
