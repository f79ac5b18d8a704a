import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { freePort } from '../../lab/postgres-server.ts';
import { heldSignIn, sendSigned } from '../../scripts/simulate/held-sign-in.ts';
import { EarlyHookListener } from '../../server/app/early-hook-listener.ts';
import { startWithRetry } from '../../server/app/start-with-retry.ts';
import { startService } from '../../server/app/service.ts';
import { loadConfig } from '../../server/config/config.ts';
import { loadSecrets } from '../../server/config/secrets.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { StartNotices } from '../../server/notify/start-notices.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { installation } from '../privacy/installation.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Lines } from '../support/lines.ts';
import { MailServer } from '../support/mail-server.ts';
import { Receiver, type Received } from '../support/receiver.ts';

const minute = 60_000;
const secret = 'a secret of this test';
const holdsLock = `
  const database = new (require('better-sqlite3'))(process.argv[1]);
  database.pragma('locking_mode = exclusive');
  database.exec('begin exclusive');
  console.log('locked');
  process.stdin.resume().on('end', () => process.exit());
`;

/** Another program that keeps the database to itself. Returns how to end it. */
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

/** An installation that tells people by a webhook and by e-mail. */
async function startWithChannels(t: Test) {
  const { data, databaseFile, store } = await installation(t);
  await store.close();
  const [webhook, mails] = [new Receiver(), await new MailServer().start()];
  t.teardown(() => mails.stop());
  t.teardown(() => webhook.stop());
  const file = path.join(data, 'notify.yaml');
  const text = `
    email: { host: 127.0.0.1, port: ${mails.port}, security: none, from: vestibule@acme.example }
    channels:
      - { name: ops, type: webhook }
      - { name: admin, type: email, to: admin@acme.example }
      - { name: desk, type: email, to: desk@acme.example }
      - { name: host, type: email, to: host }
    rules: [{ reasons: all, to: [desk, host] }]
    alerts: { to: [ops, admin] }`;
  writeFileSync(file, text);
  const env = {
    VESTIBULE_DATA_DIR: data,
    VESTIBULE_HOOK_PORT: String(await freePort()),
    VESTIBULE_LOBBY_PORT: '0',
    ENVOY_CLIENT_SECRET: secret,
    NOTIFY_OPS_URL: await webhook.start(),
    NOTIFY_OPS_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
  };
  const [config, secrets] = [loadConfig(env), loadSecrets(env, data)];
  const [lines, clock] = [new Lines(), new FakeClock('2026-03-12T17:05:09Z')];
  const log = createLogger('trace', lines);
  const newNotices = () => new StartNotices({ config, secrets, log, clock });
  return {
    databaseFile,
    file,
    text,
    webhook,
    mails,
    config,
    secrets,
    lines,
    clock,
    log,
    newNotices,
  };
}

const kindOf = ({ body }: Received) => (JSON.parse(body) as { type: string }).type;

t.test(
  'a start that is stuck is told once, without the database, and once when it is over',
  async (t) => {
    const { databaseFile, webhook, mails, config, secrets, lines, clock, log, newNotices } =
      await startWithChannels(t);
    const unlock = await lockedBy(t, databaseFile);
    const [gate, notices] = [new EarlyHookListener({ config, secrets, log }), newNotices()];
    await gate.listenHolding();
    t.teardown(() => gate.close());
    let telling = Promise.resolve();
    const starting = await new Promise<{ service: ReturnType<typeof startService> }>((resolve) => {
      const service = startWithRetry({
        clock,
        log,
        signal: new AbortController().signal,
        start: (onStep) => startService(config, secrets, log, { earlyHook: gate, onStep }),
        onStuck: (step, since) => void (telling = notices.stuck(step, since)),
        onTrouble: () => resolve({ service }),
      });
    });
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'meanwhile' }));
    const address = `http://127.0.0.1:${config.hook.port}/envoy/sign-in`;
    t.equal((await sendSigned(address, secret, body)).status, 412);
    t.equal(webhook.all.length, 0, 'one that takes long is no news yet');
    for (let i = 1; i <= 4; i++) {
      await clock.pass(minute, () => telling);
      t.equal(
        lines.text().match(/VISITORS ARE HELD.*another process keeps it locked/g)?.length,
        i + 1,
      );
    }
    t.strictSame(webhook.all.map(kindOf), ['start.stuck']);
    t.match(mails.all, [{ to: ['admin@acme.example'], body: /Waits for: the data folder/ }]);
    t.equal(mails.all.length, 1);

    await unlock();
    const service = await starting.service;
    t.teardown(() => service.stop());
    const over = once(webhook, 'received');
    const mailed = mails.next();
    await notices.done(service.notifications.alerts);
    t.equal(kindOf(((await over) as [Received])[0]), 'start.done');
    t.match(await mailed, { to: ['admin@acme.example'], headers: /has started/ });
    await newNotices().done(service.notifications.alerts);
    await service.notifications.settled();
    t.equal(webhook.all.length, 2, 'the next start has nothing to tell');
    const said = [...webhook.all, ...mails.all].map((each) => each.body).join();
    t.notMatch(said, /Ada Example/);
  },
);

t.test(
  'a restart tells nothing twice; what could not be sent, or read, is tried again',
  async (t) => {
    const { file, text, webhook, mails, lines, newNotices } = await startWithChannels(t);
    const since = new Date('2026-03-12T17:00:00Z');
    writeFileSync(file, 'channels: nonsense');
    const first = newNotices();
    await first.stuck('the database', since);
    t.match(lines.text(), /"fault":"FileError".*notification of the .* start failed/);
    writeFileSync(file, text);
    webhook.answer = { status: 500 };
    await first.stuck('the database', since);
    t.equal(mails.all.length, 1);
    webhook.answer = { status: 204 };
    const second = newNotices();
    await second.stuck('the database', new Date('2026-03-12T18:00:00Z'));
    await second.stuck('the database', new Date('2026-03-12T18:00:00Z'));
    t.equal(mails.all.length, 1);
    t.match(
      webhook.all.map(({ body }) => JSON.parse(body) as object),
      [{ data: { since: since.toISOString() } }, { data: { since: since.toISOString() } }],
    );
    t.equal(webhook.all[0]?.headers['webhook-id'], webhook.all[1]?.headers['webhook-id']);
  },
);

t.test('a file with a mistake does not keep a stuck start from being told', async (t) => {
  const { file, text, webhook, mails, config, newNotices } = await startWithChannels(t);
  writeFileSync(config.notifyCopyFile, text);
  writeFileSync(file, 'channels: nonsense');
  await newNotices().stuck('the database', new Date('2026-03-12T17:00:00Z'));
  t.strictSame(webhook.all.map(kindOf), ['start.stuck'], 'by what was in force before it');
  t.match(mails.all, [{ to: ['admin@acme.example'] }]);
  rmSync(config.stuckStartFile);
  rmSync(file);
  await newNotices().stuck('the database', new Date('2026-03-12T18:00:00Z'));
  t.equal(webhook.all.length, 1, 'one that was taken away tells nobody');
});
