import { writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { end, pairingCode, secret, start } from '../../lab/running-service.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { runInTurn as run } from '../support/in-turn.ts';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { Receiver } from '../support/receiver.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const key = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

t.test(
  'from the setup in Envoy to the alarm, with a dead mail server and a killed process',
  async (t) => {
    const folder = t.testdir();
    const dataDir = path.join(folder, 'data');
    const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
    await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
    await trial.stop();

    const envoy = await startFakeEnvoy(t, { secret });
    const mail = await new KeepingMailServer().start();
    const siem = new Receiver();
    t.teardown(async () => {
      await mail.stop();
      await siem.stop();
    });
    writeFileSync(
      path.join(dataDir, 'notify.yaml'),
      `email: { host: 127.0.0.1, port: ${mail.port}, from: vestibule@acme.example }
channels:
  - { name: desk, type: email, to: desk@acme.example }
  - { name: siem, type: webhook }
rules:
  - { reasons: all, to: [desk, siem] }
`,
    );
    const settings = {
      ENVOY_BASE_URL: envoy.url,
      ENVOY_CLIENT_ID: clientId,
      VESTIBULE_VISITOR_LOG_APPROVALS: 'true',
      NOTIFY_SIEM_URL: await siem.start(),
      NOTIFY_SIEM_SECRET: key,
    };

    const first = await start(dataDir, settings);
    envoy.hooks.hook = first.hookUrl;
    t.match(await envoy.setUp({}, { location_code: 'N' }), { outcome: 'saved' });
    await envoy.nextCall('purpose', ({ status }) => status === 200);
    const frames = await webcamFrames(sampleFaces.womanB, 12);
    const kiosk = new KioskClient({ url: first.lobbyUrl, code: await pairingCode(first), frames });
    await kiosk.start();

    await mail.down();
    const received = siem.next();
    t.match(await envoy.hold({ name: 'Bea Example', jobId: 'held' }), {
      outcome: 'review',
      message: /^Vestibule: No person is enrolled/,
    });
    const { body, headers } = await received;
    t.match(new Webhook(key).verify(body, headers as Record<string, string>), {
      data: { visitor: 'Bea Example', reason: 'not_enrolled' },
    });
    t.match(await envoy.hold({ ...anna, jobId: 'let-in' }), { outcome: 'let_in' });
    await envoy.nextCall('jobs', ({ path: called }) => called.endsWith('/let-in'));
    await kiosk.stop();
    // A service killed after sending but before recording the message would rightly send it again.
    await noted(dataDir, 'sign-in:let-in');
    await end(first, 'SIGKILL');

    await mail.start();
    t.equal((await run(folder, ['notify', 'retry', '--channel', 'desk'])).code, 0);
    const arrived = mail.next();
    const second = await start(dataDir, settings);
    envoy.hooks.hook = second.hookUrl;
    t.match((await arrived).headers, /^Subject: Bea Example waits in the lobby/m);
    const next = mail.next();
    await envoy.hold({ name: 'Cleo Example', jobId: 'after' });
    t.match((await next).headers, /^Subject: Cleo Example/m);
    t.equal(await end(second, 'SIGTERM'), 0);
    t.equal(mail.all.length, 2, 'one message for each visitor who was held');
    t.equal(envoy.account.jobs.get('let-in')?.length, 1, 'and one line for the one who was let in');
  },
);

/** Resolves when no message about this sign-in waits any more. Another process reads the outbox. */
async function noted(dataDir: string, about: string): Promise<void> {
  const database = new Database(path.join(dataDir, 'vestibule.sqlite'), { readonly: true });
  const waiting = database
    .prepare(`select count(*) from outbox where about = ? and state = 'waiting'`)
    .pluck();
  while (waiting.get(about) !== 0) await new Promise((resolve) => setImmediate(resolve));
  database.close();
}
