import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { databaseServerOf } from '#server/config/database-server.ts';
import { checkDatabaseServer } from '#server/installation/diagnosis/database-server.ts';
import { review } from '#server/sign-in/decision.ts';
import { Installation, knows, signIn, untilTrue } from './installation.ts';
import { SimulatedScreen } from './screen.ts';

// Which instance decides, where a lobby screen has a socket to some instances and not to others.

t.test('a screen with a socket to each instance is looked at where Envoy asks', async (t) => {
  const all = await Installation.make(t);
  const [a, b, c] = await Promise.all([all.start(), all.start(), all.start()]);
  const first = await all.screen(a, 'ipad', 'themselves', [b, c], 1000);
  const second = first.sibling();
  await second.connect(b.lobbyUrl);
  t.teardown(() => second.leave());
  await untilTrue(async () => (await all.sql('select 1 from instance_kiosks')).length === 2);
  t.match(await signIn(a, 'ipad'), { status: 200 });
  t.match(await signIn(b, 'ipad'), { status: 200 });
  t.same([first.captures, second.captures], [1, 1], 'no later page has taken its place');
  t.match(
    await signIn(c, 'ipad'),
    { status: 200 },
    'one of them for the instance without a socket',
  );
  t.equal(first.captures + second.captures, 3);

  t.test('an instance that is about to stop sends its visitors to another one', async (t) => {
    const before = second.captures;
    await a.leave();
    await untilTrue(async () => (await all.sql('select 1 from instance_kiosks')).length === 1);
    t.match(await signIn(a, 'ipad'), { status: 200 });
    t.match(await signIn(c, 'ipad'), { status: 200 });
    t.equal(second.captures, before + 2);
  });

  t.test('a later page of the screen takes the place of an earlier one', async (t) => {
    const earlier = await all.screen(c, 'other', 'themselves', [b], 1000);
    const later = earlier.sibling(2000);
    await later.connect(b.lobbyUrl);
    t.teardown(() => later.leave());
    await earlier.closed();
    t.match(await signIn(c, 'other'), { status: 200 });
    t.equal(later.captures, 1);
  });
});

t.test('the same call at two instances that forward to each other is decided once', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start(), all.start()]);
  const screen = await all.screen(b, 'ipad', 'themselves', [a]);
  const [row] = await all.sql('select instance_id from instance_kiosks');
  const [other] = await all.sql(
    'select id from instances where id not in (select instance_id from instance_kiosks)',
  );
  // Each of them has old news of the screen.
  for (const [instance, id] of [
    [a, row!['instance_id']],
    [b, other!['id']],
  ] as const) {
    const serving = instance.kioskRegistry.serving.bind(instance.kioskRegistry);
    instance.kioskRegistry.serving = (where) =>
      serving(where).map((kiosk) => ({ ...kiosk, connected: true, instanceId: id as string }));
  }
  const answers = await Promise.all([signIn(a, 'ipad', 'job'), signIn(b, 'ipad', 'job')]);
  t.equal(new Set(answers.map(({ status }) => status)).size, 1, 'both have the same answer');
  t.ok(screen.captures <= 1);
  t.same(await all.sql("select count(*) from sign_ins where job_id = 'job'"), [{ count: '1' }]);
});

t.test('without an address of its own for each instance, a visitor is held', async (t) => {
  const all = await Installation.make(t);
  const shared = { graceMs: 100, address: 'http://127.0.0.1:9' };
  const [a, b, c] = await Promise.all([
    all.start(shared),
    all.start(shared),
    all.start({ graceMs: 100, address: null }),
  ]);
  await all.screen(b, 'same-address', 'themselves', [a]);
  await all.screen(c, 'no-address', 'themselves', [a]);
  for (const iPad of ['same-address', 'no-address']) {
    t.match(await signIn(a, iPad), { status: 412, reason: 'kiosk offline' }, iPad);
  }
  t.match(await signIn(b, 'same-address'), { status: 200 }, 'where the screen is, it is looked at');
  const { findings } = await checkDatabaseServer(databaseServerOf(all.databaseUrl));
  t.ok(findings.some(({ code }) => code === 'instances_address'));
});

t.test('an instance that was killed leaves no socket on record', async (t) => {
  const all = await Installation.make(t);
  const a = await all.start();
  await all.screen(a, 'ipad');
  await all.sql(`insert into instances select 'killed', name, version, protocol, policy, null, 0,
    started_ms, started_ms - 60000 from instances`);
  await all.sql(`insert into instance_kiosks select kiosk_id, 'killed', camera, busy, page, has_reader
    from instance_kiosks`);
  await all.start();
  await untilTrue(async () => (await all.sql('select 1 from instance_kiosks')).length === 1);
  t.match(await signIn(a, 'ipad'), { status: 200 });
});

t.test('an instance that does not decide is called once, and then the next', async (t) => {
  const all = await Installation.make(t);
  const [a, b, c] = await Promise.all([
    all.start(),
    all.start(),
    all.start({ address: 'http://127.0.0.1:9' }),
  ]);
  const first = await all.screen(b, 'ipad', 'themselves', [a], 1000);
  const second = first.sibling();
  await second.connect(c.lobbyUrl);
  t.teardown(() => second.leave());
  await untilTrue(async () => (await all.sql('select 1 from instance_kiosks')).length === 2);
  const other = await all.screen(c, 'other', 'themselves', [a]);
  const [unreachable] = await all.sql(
    "select id from instances where address = 'http://127.0.0.1:9'",
  );
  const serving = a.kioskRegistry.serving.bind(a.kioskRegistry);
  a.kioskRegistry.serving = (where) =>
    serving(where).map((kiosk) => ({ ...kiosk, instanceId: unreachable!['id'] as string }));
  t.match(await signIn(a, 'ipad'), { status: 200 }, 'the screen has a socket to another one');
  t.equal(first.captures, 1);
  other.cut();

  let calls = 0;
  b.signIns.answer = async ({ jobId }) => {
    calls++;
    return review(jobId, new Date(), 'internal_error');
  };
  const held = signIn(a, 'ipad');
  await untilTrue(() => calls === 1);
  const third = first.sibling();
  await third.connect(a.lobbyUrl);
  t.teardown(() => third.leave());
  t.match(await held, { status: 200 }, 'what is not stored was not decided');
  t.equal(calls, 1);
});

t.test('a screen that comes back at another instance is looked at there', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start(), all.start()]);
  const screen = await all.screen(b, 'ipad', 'themselves', [a]);
  screen.cut();
  await knows(a, 'ipad', false);
  const serving = a.kioskRegistry.serving.bind(a.kioskRegistry);
  const looked = new Promise<void>((resolve) => {
    a.kioskRegistry.serving = (where) => {
      setImmediate(resolve);
      return serving(where);
    };
  });
  const held = signIn(a, 'ipad');
  await looked;
  await screen.connect(b.lobbyUrl);
  t.match(await held, { status: 200 });
});

t.test('an instance that starts is not forwarded to', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start(), all.start({ isStarting: true })]);
  const { code } = await b.pairing.newCode({ name: 'ipad', deviceId: 'ipad' });
  const redeemed = await b.pairing.redeem(code);
  if (!redeemed.paired) throw new Error(redeemed.refusal);
  const screen = new SimulatedScreen(redeemed.token);
  await screen.connect(b.lobbyUrl);
  t.teardown(() => screen.leave());
  await all.screen(a, 'other', 'themselves', [b]);
  const at = 'select name from instance_kiosks join kiosks on kiosks.id = kiosk_id';
  t.same(await all.sql(at), [{ name: 'other' }]);
  b.publish();
  await knows(a, 'ipad');
  t.match(await signIn(a, 'ipad'), { status: 200 });
});

t.test('a call is not sent to an address that no instance has published', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start({ graceMs: 100 }), all.start({ graceMs: 100 })]);
  await all.screen(b, 'ipad', 'themselves', [a]);
  let calls = 0;
  const foreign = createServer((_request, response) => {
    calls++;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  t.teardown(() => foreign.close());
  const { port } = foreign.address() as AddressInfo;
  await all.sql(`update instances set desk_pages = 1, address = 'http://127.0.0.1:${port}'
    where id in (select instance_id from instance_kiosks)`);
  await all.screen(b, 'read later', 'themselves', [a]);
  t.match(await signIn(a, 'ipad'), { status: 412, reason: 'kiosk offline' });
  t.equal(calls, 0);
});

t.test(
  'a call that a proxy sends again counts from the instance that was asked first',
  async (t) => {
    const all = await Installation.make(t);
    const instance = await all.start({ deadlineMs: 14_000 });
    const screen = await all.screen(instance, 'ipad');
    const askedBefore = (jobId: string, seconds: number) =>
      all.sql(
        `insert into shared_work (id, kind, asker, runner, asked_ms, until_ms)
       select '${jobId}', 'sign_in', 'gone', 'gone', now - ${seconds * 1000}, now + 60000
       from (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now) as clock`,
      );
    await askedBefore('in time', 1);
    t.match(await signIn(instance, 'ipad', 'in time'), { status: 200 });
    await askedBefore('too late', 20);
    t.match(await signIn(instance, 'ipad', 'too late'), { status: 412, reason: 'timed out' });
    t.equal(screen.captures, 1, 'no time is left for the camera');
    await askedBefore('of an earlier call', 40);
    t.match(await signIn(instance, 'ipad', 'of an earlier call'), { status: 200 });
  },
);
