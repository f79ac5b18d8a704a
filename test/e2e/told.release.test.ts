import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import t, { type Test } from 'tap';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { projectRoot } from '#server/config/environment.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { Receiver } from '../support/receiver.ts';
import { end, secret, start, type Running } from '../../lab/running-service.ts';

const key = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** An installation that notifies the front desk by e-mail and by a webhook. */
async function install(t: Test) {
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir);
  const mail = await new KeepingMailServer().start();
  const siem = new Receiver();
  const env = { NOTIFY_SIEM_URL: await siem.start(), NOTIFY_SIEM_SECRET: key };
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
  const notify = async (...args: string[]) => {
    const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'notify', ...args], {
      env: { ...env, PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir },
    });
    return stdout;
  };
  t.teardown(async () => {
    await mail.stop();
    await siem.stop();
  });
  return { mail, siem, notify, start: () => start(dataDir, env) };
}

const signIn = ({ hookUrl }: Running, name: string, jobId: string) =>
  sendSigned(hookUrl, secret, JSON.stringify(heldSignIn({ name, jobId })));

t.test('a sign-in that is held is told by e-mail and by a signed webhook', async (t) => {
  const { mail, siem, notify, start } = await install(t);
  const tested = mail.next();
  const called = siem.next();
  t.match(await notify('test'), /desk: taken.*\nsiem: taken/);
  t.match((await tested).headers, /^Subject: This is a test of Vestibule/m);
  await called;

  const service = await start();
  const mailed = mail.next();
  const received = siem.next();
  t.equal((await signIn(service, 'Ada Example', 'a')).status, 412);
  t.match((await mailed).headers, /^Subject: Ada Example waits in the lobby/m);
  const { body, headers } = await received;
  t.match(new Webhook(key).verify(body, headers as Record<string, string>), {
    type: 'sign_in.held',
    data: { visitor: 'Ada Example', reason: 'not_enrolled' },
  });
  t.equal(await end(service, 'SIGTERM'), 0);
  t.match(await notify('list'), 'Everything was sent.');
});

t.test('with the mail server down and the service killed, one message arrives', async (t) => {
  const { mail, siem, notify, start } = await install(t);
  await mail.down();
  const first = await start();
  const received = siem.next();
  t.equal((await signIn(first, 'Ada Example', 'a')).status, 412);
  await received;
  await end(first, 'SIGKILL');

  const second = await start();
  // Another sign-in, so that this process also fails to reach the mail server.
  const again = siem.next();
  await signIn(second, 'Bea Example', 'b');
  await again;
  await end(second, 'SIGKILL');
  t.notMatch(await notify('list'), 'Example');
  const { messages } = JSON.parse(await notify('list', '--json')) as {
    messages: { channel: string; state: string }[];
  };
  t.match(
    messages.filter(({ channel }) => channel === 'desk'),
    [{ state: 'waiting' }, { state: 'waiting' }],
  );

  await mail.start();
  await notify('retry', '--channel', 'desk');
  const bothCame = new Promise<void>((resolve) =>
    mail.on('mail', () => mail.all.length === 2 && resolve()),
  );
  const third = await start();
  await bothCame;
  const repeated = signIn(third, 'Ada Example', 'a');
  t.equal((await repeated).status, 412, 'a repeat of the same job tells nobody again');
  const last = mail.next();
  await signIn(third, 'Cleo Example', 'c');
  await last;
  t.equal(await end(third, 'SIGTERM'), 0);
  const subjects = mail.all.map(({ headers }) => /^Subject: (\w+)/m.exec(headers)?.[1]);
  t.same(subjects.toSorted(), ['Ada', 'Bea', 'Cleo']);
});

t.test('killed in the midst of sending, it sends again with the same id', async (t) => {
  const { siem, start } = await install(t);
  siem.answer = undefined;
  const first = await start();
  const begun = siem.next();
  await signIn(first, 'Ada Example', 'a');
  const before = await begun;
  await end(first, 'SIGKILL');

  siem.answer = { status: 204 };
  const sentAgain = siem.next();
  const second = await start();
  const after = await sentAgain;
  t.equal(after.headers['webhook-id'], before.headers['webhook-id']);
  t.equal(after.body, before.body);
  t.ok(new Webhook(key).verify(after.body, after.headers as Record<string, string>));
  t.equal(await end(second, 'SIGTERM'), 0);
});
