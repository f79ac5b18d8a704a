import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { freePort } from '../../lab/free-port.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { EarlyHookListener } from '#server/app/early-hook-listener.ts';
import { startWithRetry } from '#server/app/start-with-retry.ts';
import { startService } from '#server/app/service.ts';
import { loadConfig } from '#server/config/config.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { projectRoot } from '#server/config/environment.ts';
import { createLogger } from '#server/ops/logging.ts';
import { installation } from '../privacy/installation.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Lines } from '../support/lines.ts';

const minute = 60_000;
const secret = 'a secret of this test';
const holdsLock = `
  const database = new (require('better-sqlite3'))(process.argv[1]);
  database.pragma('locking_mode = exclusive');
  database.exec('begin exclusive');
  console.log('locked');
  process.stdin.resume().on('end', () => process.exit());
`;

/** Starts another program that locks the database. Returns how to end the program. */
async function lockedBy(t: Test, file: string): Promise<() => Promise<void>> {
  const args = ['-e', holdsLock, file];
  const other = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['pipe', 'pipe', 2] });
  t.teardown(() => other.kill('SIGKILL'));
  await once(other.stdout!, 'data');
  return async () => {
    other.stdin!.end();
    await once(other, 'exit');
  };
}

t.test('a start that waits for the database holds everyone', async (t) => {
  const { data, databaseFile, store } = await installation(t);
  await store.close();
  const env = {
    VESTIBULE_DATA_DIR: data,
    VESTIBULE_HOOK_PORT: String(await freePort()),
    VESTIBULE_LOBBY_PORT: '0',
    ENVOY_CLIENT_SECRET: secret,
  };
  const [config, secrets] = [loadConfig(env), loadSecrets(env, data)];
  const [lines, clock] = [new Lines(), new FakeClock('2026-03-12T17:05:09Z')];
  const log = createLogger('trace', lines);
  const unlock = await lockedBy(t, databaseFile);
  const gate = new EarlyHookListener({ config, secrets: secrets.envoy, log });
  await gate.listenHolding();
  t.teardown(() => gate.close());
  const starting = await new Promise<{ service: ReturnType<typeof startService> }>((resolve) => {
    const service = startWithRetry({
      clock,
      log,
      signal: new AbortController().signal,
      start: (onStep) => startService(config, secrets, log, { earlyHook: gate, onStep }),
      onTrouble: () => resolve({ service }),
    });
  });
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'meanwhile' }));
  const address = `http://127.0.0.1:${config.hook.port}/envoy/sign-in`;
  t.equal((await sendSigned(address, secret, body)).status, 412);
  const sentence = /VISITORS ARE HELD.*another process keeps it locked/g;
  for (let i = 1; i <= 3; i++) {
    await clock.pass(minute, async () => {});
    t.equal(lines.text().match(sentence)?.length, i + 1);
  }
  await unlock();
  await (await starting.service).stop();
  t.notMatch(lines.text(), /Ada Example/);
});
