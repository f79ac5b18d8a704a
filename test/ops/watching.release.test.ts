import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { emptyFrames } from '../../lab/trial/sample-photos.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { programVersion, projectRoot } from '#server/config/environment.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { Heartbeat } from '#server/ops/heartbeat.ts';
import { KioskWatch } from '#server/ops/kiosk-watch.ts';
import { createLogger } from '#server/ops/logging.ts';
import { startTold } from '../notify/told.ts';
import { latestMessageAbout, putMessage } from '#server/store/tables/outbox.ts';
import { noteFollowedList } from '#server/watchlist/follow/followed-list-rows.ts';
import { followAt } from '../watchlist/followed.ts';
import { listFile } from '../watchlist/open-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { lacking } from '../support/needs.ts';
import { Lines } from '../support/lines.ts';
import { Receiver } from '../support/receiver.ts';
import { openTestStore } from '../support/store.ts';
import { openTunnel } from '../support/tunnel.ts';

const minute = 60_000;
const monitoring = path.join(projectRoot, 'docs', 'monitoring');
const silent = pino({ level: 'silent' });

t.test('a running service', async (t) => {
  const receiver = new Receiver();
  const url = await receiver.start();
  const tunnel = { to: 'http://127.0.0.1:9' };
  const publicUrl = await openTunnel(t, tunnel);
  const first = receiver.next();
  const trial = await Trial.start(path.join(t.testdir(), 'data'), silent, {
    HEARTBEAT_URL: url,
    VESTIBULE_PUBLIC_URL: publicUrl,
  });
  t.teardown(async () => {
    await trial.stop();
    await receiver.stop();
  });
  const { db, kioskRegistry, vision, lobbyUrl, hookUrl } = trial.service;

  t.test('beats from its start', async (t) => {
    const { method, body } = await first;
    t.equal(method, 'POST');
    t.same(JSON.parse(body), {
      status: 'ready',
      kiosks: { paired: 0, connected: 0, withCamera: 0 },
    });
  });

  t.test('counts sign-ins without saying whose', async (t) => {
    await trial.signIn({ name: 'Ada Example', email: 'ada@example.com' });
    t.equal((await sendSigned(hookUrl, trial.secrets.envoy[0], '{"meta":{}}')).status, 412);
    await trial.openKiosk({ frames: await emptyFrames(1) });
    const file = listFile('un.xml');
    await importList(db, 'command:test', { source: 'un', file });
    // Due tomorrow, so that the service does not try to fetch the list.
    await followAt(db, 'un', 'https://127.0.0.1:9/', new Date(Date.now() + 24 * 3600_000));
    await noteFollowedList(db, 'un', { failures: 2 });
    const metrics = async () => (await fetch(new URL('metrics', lobbyUrl))).text();
    const text = await metrics();
    t.match(text, `vestibule_build_info{version="${programVersion()}",`);
    for (const line of [
      /^vestibule_sign_ins_total\{verdict="review",reason="who_is_it"\} 1$/m,
      /^vestibule_sign_ins_total\{verdict="review",reason="bad_request"\} 1$/m,
      /^vestibule_sign_in_answer_seconds_count\{verdict="review"\} 2$/m,
      /^vestibule_sign_ins_held 0$/m,
      /^vestibule_kiosks\{state="ready"\} 1$/m,
      /^vestibule_kiosks\{state="away"\} 0$/m,
      /^vestibule_watchlist_age_days\{source="un"\} \d+$/m,
      /^vestibule_watchlist_fetch_failures\{source="un"\} 2$/m,
      /^vestibule_ready\{part="models"\} 1$/m,
      /^vestibule_tunnel_alive 1$/m,
      /^vestibule_heartbeats_total\{outcome="sent"\} 1$/m,
      /^nodejs_eventloop_lag_seconds /m,
      /^process_cpu_seconds_total /m,
      /^# TYPE vestibule_frame_analysis_seconds histogram$/m,
    ]) {
      t.match(text, line);
    }
    t.notMatch(text, /Ada|example|Grace|Kiosk 1/);
    const told = new Set(text.match(/(?<=^# TYPE )\w+/gm));
    for (const file of ['alerts.yaml', 'dashboard.json']) {
      const named = readFileSync(path.join(monitoring, file), 'utf8').match(
        /\b(vestibule|process|nodejs)_\w+/g,
      );
      for (const name of named!) {
        t.ok(told.has(name.replace(/_(bucket|count|sum)$/, '')), `${file}: ${name}`);
      }
    }
    const ours = (lines: string) => lines.match(/^vestibule_.*(?= )/gm);
    t.same(ours(await metrics()), ours(text), 'and they do not grow by being asked for');
    t.equal((await fetch(new URL('/metrics', hookUrl))).status, 404, 'not through the tunnel');
  });

  t.test('is silent when its models have died, and not when a lobby screen is away', async (t) => {
    const clock = new FakeClock('2026-03-12T12:00:00Z');
    const log = new Lines();
    const heartbeat = new Heartbeat({
      url,
      obstacle: async () => (vision.ready ? null : 'not_ready'),
      kiosks: () => kioskRegistry.status(),
      clock,
      log: createLogger('info', log),
    });
    t.teardown(() => heartbeat.stop());
    const before = receiver.all.length;
    heartbeat.start();
    await clock.pass(3 * minute, () => heartbeat.settle());
    t.equal(receiver.all.length - before, 4);
    receiver.answer = { status: 405 };
    await clock.pass(minute, () => heartbeat.settle());
    const methods = receiver.all.slice(before).map(({ method }) => method);
    t.same(methods, [...Array<string>(5).fill('POST'), 'GET'], 'where a POST is refused');
    receiver.answer = { status: 204 };
    await vision.stop();
    await clock.pass(10 * minute, () => heartbeat.settle());
    t.equal(receiver.all.length - before, 6);
    t.match(log.text(), /not_ready/);
    t.notMatch(log.text(), '/hook', 'nor is the address in the log');
  });
});

const toOps = '{ channels: [{ name: ops, type: slack }], alerts: { to: ops } }';

async function startWatch(
  t: Test,
  dataDir: string,
  kiosks: Trial['service']['kioskRegistry'],
  { file = toOps, log = silent } = {},
) {
  const receiver = new Receiver();
  t.teardown(() => receiver.stop());
  const told = await startTold(t, {
    dataDir,
    secrets: { NOTIFY_OPS_URL: await receiver.start() },
    file,
  });
  const { notifications, clock, store } = told;
  const watch = new KioskWatch({
    kiosks: () => kiosks.status(),
    alerts: notifications.alerts,
    clock,
    db: store.db,
    log,
  });
  t.teardown(() => watch.stop());
  watch.start();
  const pass = (minutes: number) =>
    clock.pass(minutes * minute, async () => {
      await watch.settle();
      await notifications.settle();
    });
  return { receiver, watch, pass, stop: () => told.stop() };
}

t.test('a lobby screen that is gone is told once, and once when it is back', async (t) => {
  const trial = await Trial.start(path.join(t.testdir(), 'data'), silent);
  t.teardown(() => trial.stop());
  const { kioskRegistry } = trial.service;
  const kiosk = await trial.openKiosk({ frames: await emptyFrames(1) });
  const dataDir = path.join(t.testdirName, 'told');
  mkdirSync(dataDir);

  const first = await startWatch(t, dataDir, kioskRegistry);
  await first.pass(10);
  t.same(first.receiver.all, [], 'it is there');
  const lost = once(kioskRegistry, 'disconnected');
  await kiosk.stop();
  await lost;
  await first.pass(2);
  t.same(first.receiver.all, [], 'not yet');
  await first.pass(30);
  t.equal(first.receiver.all.length, 1);
  t.match(first.receiver.all[0]?.body, /Kiosk 1.*is not connected/);
  await first.watch.stop();
  await first.stop();

  const second = await startWatch(t, dataDir, kioskRegistry);
  await second.pass(30);
  t.same(second.receiver.all, [], 'nor once more after a restart');
  const found = once(kioskRegistry, 'connected');
  const url = trial.service.lobbyUrl;
  const returning = new KioskClient({ url, token: kiosk.token ?? '', frames: [] });
  t.teardown(() => returning.stop());
  await returning.start();
  await found;
  await second.pass(5);
  t.equal(second.receiver.all.length, 1);
  t.match(second.receiver.all[0]?.body, /Kiosk 1.*works again/);
});

t.test('an instance whose clock is behind tells no more than one that is right', async (t) => {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const put = (kind: 'kiosk_gone' | 'kiosk_back', about: string, createdAt: Date) =>
    putMessage(db, {
      ...{ id: about, kind, about, subject: 'a screen', channel: 'ops', createdAt },
      ...{ personId: null, contents: Buffer.of(0), dueAt: createdAt, giveUpAt: createdAt },
    });
  const now = new Date('2026-03-12T12:00:00Z');
  await put('kiosk_gone', 'once', now);
  await put('kiosk_back', 'back', new Date(now.getTime() + minute));
  await put('kiosk_gone', 'once more', new Date(now.getTime() + minute / 2));
  t.match(await latestMessageAbout(db, 'a screen'), { about: 'once more' });
});

t.test('where nobody is told of a lobby screen, it is logged once as well', async (t) => {
  const trial = await Trial.start(path.join(t.testdir(), 'data'), silent);
  t.teardown(() => trial.stop());
  const { kioskRegistry } = trial.service;
  const kiosk = await trial.openKiosk({ frames: await emptyFrames(1) });
  const dataDir = path.join(t.testdirName, 'told');
  mkdirSync(dataDir);
  // No setup in Envoy has given a contact.
  const file = `
email: { host: 127.0.0.1, from: a@b.example }
channels: [{ name: who, type: email, to: contact }]
alerts: { to: who }`;
  const lines = new Lines();
  const { pass } = await startWatch(t, dataDir, kioskRegistry, {
    file,
    log: createLogger('info', lines),
  });
  const logged = (what: string) => lines.text().match(new RegExp(what, 'g'))?.length ?? 0;
  let there = kiosk;
  for (let times = 1; times <= 2; times++) {
    const lost = once(kioskRegistry, 'disconnected');
    await there.stop();
    await lost;
    await pass(60);
    t.equal(logged('a lobby screen is gone'), times);
    const found = once(kioskRegistry, 'connected');
    const url = trial.service.lobbyUrl;
    there = new KioskClient({ url, token: kiosk.token ?? '', frames: [] });
    await there.start();
    await found;
    await pass(60);
    t.equal(logged('a lobby screen is back'), times);
  }
  await there.stop();
});

t.test('the alerts ring when they should', { skip: lacking('promtool') }, async (t) => {
  const alerts = path.join(monitoring, 'alerts.yaml');
  const cases = readFileSync(path.join(projectRoot, 'test/fixtures/alerts.test.yaml'), 'utf8');
  const file = path.join(t.testdir(), 'alerts.test.yaml');
  writeFileSync(file, cases.replace('ALERTS', alerts));
  t.match(execFileSync('promtool', ['check', 'rules', alerts], { encoding: 'utf8' }), 'SUCCESS');
  t.match(execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8' }), 'SUCCESS');
});
