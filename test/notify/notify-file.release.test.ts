import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { checkNotificationFile } from '#server/installation/diagnosis/operator-files.ts';
import { projectRoot } from '#server/config/environment.ts';
import { createLogger } from '#server/ops/logging.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { unsentMessages } from '#server/store/tables/outbox.ts';
import { Lines } from '../support/lines.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { Receiver } from '../support/receiver.ts';
import { startTold, type Notified } from './told.ts';

const minute = 60_000;

/** A file with these channels, each of which gets every review. */
const telling = (...channels: string[]) =>
  `channels: [${channels.map((name) => `{ name: ${name}, type: slack }`).join(', ')}]
rules: [{ reasons: all, to: [${channels.join(', ')}] }]
`;

/** The real service, with two addresses that it may post to and no enrolled people. */
async function serve(t: Test, content: string | null) {
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir);
  const file = path.join(dataDir, 'notify.yaml');
  if (content !== null) writeFileSync(file, content);
  const desk = new Receiver();
  const siem = new Receiver();
  const secrets = { NOTIFY_DESK_URL: await desk.start(), NOTIFY_SIEM_URL: await siem.start() };
  const log = new Lines();
  const begin = () => Trial.start(dataDir, createLogger('info', log), secrets);
  const trial = await begin();
  t.teardown(async () => {
    await trial.stop();
    await desk.stop();
    await siem.stop();
  });
  /** Replaces the file, or deletes it, and reloads the service. */
  const put = async (text: string | null, isFollowed = true) => {
    if (text === null) rmSync(file);
    else writeFileSync(file, text);
    await trial.service.reload();
    t.equal(trial.service.notifications.file.isFollowed, isFollowed);
  };
  const notify = async (...args: string[]) => {
    const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
    const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir };
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'notify', ...args], {
      env,
    });
    return JSON.parse(stdout) as { messages: Record<string, unknown>[] };
  };
  /** The state of the file that the operator sees, in the metrics and from the doctor. */
  const seen = async () => {
    const metrics = await (await fetch(new URL('metrics', trial.service.lobbyUrl))).text();
    const findings = await checkNotificationFile(trial.config, trial.secrets, trial.service.db);
    return {
      gauge: /^vestibule_file_followed\{file="notify"\} (\d)$/m.exec(metrics)?.[1],
      findings,
    };
  };
  const copy = path.join(dataDir, 'notify.in-force.yaml');
  return { trial, begin, desk, siem, log, file, copy, put, notify, seen };
}

const names = ({ all }: Receiver) =>
  all.map(({ body }) => /(\w+) waits in the lobby/.exec(body)?.[1]);

t.test('the file that says who is told, of a running service', async (t) => {
  const { trial, desk, siem, log, put, seen } = await serve(t, telling('desk'));
  const toldOf = async (name: string, receiver: Receiver) => {
    const received = receiver.next();
    t.equal((await trial.signIn({ name })).status, 412);
    t.match((await received).body, `${name} waits in the lobby`);
  };

  t.test('is followed when it is reloaded', async (t) => {
    await toldOf('Ada', desk);
    t.match(await seen(), { gauge: '1', findings: [{ state: 'ok' }] });
    await put(telling('siem'));
    await toldOf('Bea', siem);
    t.same(names(desk), ['Ada'], 'nothing goes to a channel that was taken out');
  });

  t.test('with a mistake leaves in force what it said before, loudly', async (t) => {
    await put('channels: [{ name: desk, type: slack }]\nrule: []\n', false);
    await toldOf('Cleo', siem);
    t.match(
      log.text(),
      /"level":50.*line 2: `rule` is nothing.*THE NOTIFICATION FILE IS NOT FOLLOWED/,
    );
    t.match(await seen(), {
      gauge: '0',
      findings: [{ code: 'notify_file', state: 'failing', found: /^Line 2: `rule` is nothing/ }],
    });
  });

  t.test(
    'with a channel whose secret was not there at the start is refused by its name',
    async (t) => {
      await put(telling('desk', 'chat'), false);
      t.match(log.text(), /"level":50.*line 1: NOTIFY_CHAT_URL is not set.*Set it and restart/);
      await toldOf('Dora', siem);
    },
  );

  t.test('that is deleted leaves in force what it said, loudly', async (t) => {
    await put(null, false);
    await toldOf('Edda', siem);
    t.match(log.text(), /"level":50.*There is no such file.*IS NOT FOLLOWED/);
    t.match(await seen(), {
      gauge: '0',
      findings: [{ state: 'warning', found: 'The file is gone that is followed.' }],
    });
    await put(telling('desk'));
    await toldOf('Fay', desk);
    t.match(await seen(), { gauge: '1', findings: [{ state: 'ok' }] });
  });

  t.test('is on record each time that another one counted, by its fingerprint only', async (t) => {
    const events = (await auditEventsAfter(trial.service.db, 0, 1000)).filter(
      ({ action }) => action === 'notify_file_changed',
    );
    t.match(
      events.map(({ details }) => JSON.parse(details) as unknown),
      Array.from({ length: 3 }, () => ({ sha256: /^[0-9a-f]{64}$/, channels: 1, rules: 1 })),
    );
    t.equal(events.length, 3);
  });
});

t.test(
  'what waits for a channel that is taken out is given up, listed, and can be sent when it is back',
  async (t) => {
    const { trial, desk, siem, log, put, notify } = await serve(t, telling('desk'));
    desk.answer = { status: 503 };
    const tried = desk.next();
    await trial.signIn({ name: 'Ada' });
    await tried;
    await put(telling('siem'));
    const orphan = { channel: 'desk', state: 'given_up', lastFault: 'no_such_channel' };
    /** Signs in, and waits until the outbox has settled. */
    const signIn = async (name: string, receiver: Receiver) => {
      const received = receiver.next();
      await trial.signIn({ name });
      await received;
      await trial.service.notifications.settle();
    };
    await signIn('Bea', siem);
    t.match(await notify('list', '--json'), { messages: [{ ...orphan, canBeRetried: true }] });
    t.match(log.text(), /"level":50.*"channel":"desk".*not there any more/);

    await notify('retry', '--channel', 'desk', '--json');
    await signIn('Cleo', siem);
    t.match(await notify('list', '--json'), { messages: [orphan] }, 'not sent, nor left lying');
    t.same(names(desk), ['Ada']);

    desk.answer = { status: 204 };
    await put(telling('desk'));
    await notify('retry', '--channel', 'desk', '--json');
    const both = new Promise<void>((resolve) =>
      desk.on('received', () => desk.all.length >= 3 && resolve()),
    );
    await trial.signIn({ name: 'Dora' });
    await both;
    await trial.service.notifications.settle();
    t.same(names(desk).toSorted(), ['Ada', 'Ada', 'Dora']);
    // The message about the loss was for a removed channel itself, so it is lost, too.
    t.same(
      (await notify('list', '--json')).messages.filter(({ kind }) => kind === 'sign_in_held'),
      [],
    );
  },
);

t.test('a message on its way to a channel that is taken out is cut short', async (t) => {
  const { trial, desk, put, notify } = await serve(t, telling('desk', 'siem'));
  desk.answer = undefined;
  const onItsWay = desk.next();
  await trial.signIn({ name: 'Ada' });
  await onItsWay;
  await put(telling('siem'));
  await trial.service.notifications.settle();
  t.match((await notify('list', '--json')).messages, [
    { channel: 'desk', state: 'given_up', lastFault: 'no_such_channel', attempts: 1 },
  ]);
});

t.test('so is one to a channel that leads elsewhere now: it waits for no answer', async (t) => {
  const { trial, desk, log, put } = await serve(t, telling('desk'));
  desk.answer = undefined;
  const onItsWay = desk.next();
  await trial.signIn({ name: 'Ada' });
  await onItsWay;
  desk.answer = { status: 204 };
  await put(telling('desk').replace('slack', 'teams'));
  await trial.service.notifications.settle();
  t.match(log.text(), /"channel":"desk".*"fault":"channel_changed".*retrying later/);
});

t.test(
  'a file that comes later is followed, and one that is gone at the start is missed loudly',
  async (t) => {
    const { trial, begin, desk, log, copy, put } = await serve(t, null);
    const { notifications, db } = trial.service;
    t.notOk(notifications.alerts.areWanted);
    await trial.signIn({ name: 'Ada' });
    await put(`${telling('desk')}alerts: { to: desk }\n`);
    t.ok(notifications.alerts.areWanted);
    desk.answer = { status: 503 };
    const tried = desk.next();
    await trial.signIn({ name: 'Bea' });
    await tried;
    t.same(names(desk), ['Bea'], 'and not for what was before it');
    await put(null, false);
    t.match(await unsentMessages(db, 10), [{ state: 'waiting' }], 'which waits on');
    await trial.stop();

    const next = await begin();
    t.teardown(() => next.stop());
    t.match(log.text(), /"level":50.*THE NOTIFICATION FILE IS GONE.*no notifications are sent/);
    t.notOk(existsSync(copy), 'nothing is in force');
    t.match(await unsentMessages(next.service.db, 10), [
      { state: 'given_up', lastFault: 'no_such_channel' },
    ]);
  },
);

t.test('a file with a mistake at a restart: who was told before is told', async (t) => {
  const { trial, begin, desk, log, file, copy } = await serve(t, telling('desk'));
  t.equal(statSync(copy).mode & 0o777, 0o600);
  await trial.stop();
  writeFileSync(file, 'rules: all\n');

  const next = await begin();
  t.match(
    log.text(),
    /"level":50.*line 1: .*THE NOTIFICATION FILE IS NOT FOLLOWED: what was in force stays/,
  );
  const told = desk.next();
  await next.signIn({ name: 'Ada' });
  t.match((await told).body, 'Ada waits in the lobby');
  const metrics = await (await fetch(new URL('metrics', next.service.lobbyUrl))).text();
  t.match(metrics, 'vestibule_file_followed{file="notify"} 0');
  await next.stop();

  const another = readFileSync(copy, 'utf8').replaceAll('desk', 'siem');
  writeFileSync(copy, another);
  const last = await begin();
  t.teardown(() => last.stop());
  t.same(last.service.notifications.file.inForce.channels, [], 'a copy of another file is none');
});

t.test('without a copy of it nobody is told, and nothing is lost', async (t) => {
  const { trial, begin, desk, log, file, copy } = await serve(t, telling('desk'));
  desk.answer = { status: 503 };
  const tried = desk.next();
  await trial.signIn({ name: 'Ada' });
  await tried;
  await trial.stop();
  writeFileSync(file, 'rules: all\n');
  rmSync(copy);

  const next = await begin();
  t.teardown(() => next.stop());
  const { db, notifications } = next.service;
  t.match(
    log.text(),
    /"level":50.*line 1: .*THE NOTIFICATION FILE IS NOT FOLLOWED: no notifications/,
  );
  t.equal((await next.signIn({ name: 'Bea' })).status, 412, 'sign-ins are answered');
  await notifications.settle();
  t.match(await unsentMessages(db, 10), [{ channel: 'desk', state: 'waiting' }]);

  desk.answer = { status: 204 };
  // As if the time of the next attempt had come.
  const due = { dueAt: new Date() };
  await db.updateTable('outbox').set(due).execute();
  const sent = desk.next();
  writeFileSync(file, telling('desk'));
  await next.service.reload();
  t.match((await sent).body, 'Ada waits in the lobby');
});

/** An e-mail that failed; then the channel of that name gets another address. */
async function moved(
  t: Test,
  from: string,
  to: string,
): Promise<Notified & { mail: KeepingMailServer }> {
  const mail = await new KeepingMailServer().start();
  const file = (address: string) =>
    `email: { host: 127.0.0.1, port: ${mail.port}, from: vestibule@acme.example }
channels: [{ name: desk, type: email, to: ${address} }]
rules: [{ reasons: all, to: desk }]
`;
  const told = await startTold(t, { file: file(from), contacts: ['installer@acme.example'] });
  await mail.down();
  await told.decide('no_match');
  await told.pass(5000);
  writeFileSync(told.config.notifyFile, file(to));
  await told.notifications.file.reload();
  await mail.start();
  t.teardown(() => mail.stop());
  await told.pass(2 * minute);
  return { ...told, mail };
}

t.test('what waits for a channel that has moved goes to its new address only', async (t) => {
  const { mail } = await moved(t, 'old@acme.example', 'new@acme.example');
  t.match(mail.all, [{ to: ['new@acme.example'], headers: /Subject: Ada Example waits/ }]);
  t.equal(mail.all.length, 1);
});

t.test('what was written for the host or for the front desk is read by nobody else', async (t) => {
  const desk = 'desk@acme.example';
  for (const [from, to] of [
    ['host', 'contact'],
    ['host', desk],
    ['contact', 'host'],
    [desk, 'host'],
  ] as const) {
    const told = await moved(t, from, to);
    t.same(told.mail.all, [], `${from}, then ${to}`);
    t.match(await unsentMessages(told.store.db, 10), [
      { state: 'given_up', lastFault: 'channel_changed' },
    ]);
    await told.stop();
  }
});
