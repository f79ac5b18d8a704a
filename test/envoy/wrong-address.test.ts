import { mkdirSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { HookCalls } from '../../lab/simulate/envoy/hook-calls.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { createLogger } from '#server/ops/logging.ts';
import { listInstalls } from '#server/store/tables/kiosks.ts';
import { startTold } from '../notify/told.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Lines } from '../support/lines.ts';
import { KeepingMailServer } from '../support/mail-server.ts';

const held = [
  'entry_sign_in',
  'employee_entry_sign_in',
  'identity_verification_requested',
  'entry_screen_requested',
];

/** A service that lets in every visitor whom it checks, with an install that is set up. */
async function set(t: Test) {
  const folder = t.testdir();
  const mail = await new KeepingMailServer().start();
  t.teardown(() => mail.stop());
  const dataDir = path.join(folder, 'told');
  mkdirSync(dataDir);
  const told = await startTold(t, {
    dataDir,
    now: new Date().toISOString(),
    file: `
email: { host: 127.0.0.1, port: ${mail.port}, from: vestibule@acme.example }
channels:
  - { name: desk, type: email, to: [desk@acme.example] }
rules:
  - { reasons: [bad_request], to: desk }
`,
  });
  const log = new Lines();
  let checked = 0;
  const approving = {
    name: 'approving',
    run: async () => {
      checked++;
      return { passed: true, reason: 'matched' } as const;
    },
  };
  const hook = await startHook(t, {
    checks: [approving],
    databaseFile: path.join(folder, 'vestibule.sqlite'),
    log: createLogger('info', log),
    unreadClock: new FakeClock(new Date().toISOString()),
    tellUnread: told.notifications.notifyUnstored,
  });
  t.teardown(() => hook.stop());
  const calls = new HookCalls({ hook: hook.url, secret: hookSecret, timeoutMs: 120_000 });
  await calls.setUp({}, { location_code: 'SF-1' });
  const send = (address: string, body: unknown) =>
    sendSigned(new URL(hook.url).origin + address, hookSecret, JSON.stringify(body));
  /** Closes the listener, so that every notification is in the outbox, and returns the sent mails. */
  const mails = async () => {
    await hook.stop();
    await told.pass(5 * 60_000);
    return mail.all;
  };
  return { hook, send, log, mails, checked: () => checked };
}

/** The event's name at `meta.event`, and at the top level. */
function bothWays(event: string, jobId: string) {
  const { meta, payload } = heldSignIn({ name: 'Ada Example', jobId });
  return [
    { meta: { ...meta, event }, payload },
    { event, meta: { ...meta, event: undefined }, payload },
  ];
}

const otherAddresses = [
  '/envoy/setup',
  '/envoy/setup/',
  '/envoy/events',
  '/healthz',
  '/',
  // None of these has a host when read as a URL.
  '//',
  '///envoy',
  '/envoy',
  '/envoy/validation?install=1',
  '/envoy/sign-in/%zz',
];

t.test('a held event is let in at no address but that of sign-ins', async (t) => {
  const { hook, send, log, mails, checked } = await set(t);
  let count = 0;
  for (const address of otherAddresses) {
    for (const event of held) {
      for (const body of bothWays(event, `job ${++count}`)) {
        const answer = await send(address, body);
        t.equal(answer.status, 412, `${event} at ${address}`);
        t.match(JSON.parse(answer.body), { message: /^Vestibule: .* wrong address/ });
      }
    }
  }
  t.equal(checked(), 0);
  t.equal((await listInstalls(hook.store.db)).length, 1);
  for (const event of held) {
    for (const [i, body] of bothWays(event, `here ${event}`).entries()) {
      body.meta.job.id += i;
      t.equal((await send('/envoy/sign-in', body)).status, 200, `${event} where it belongs`);
    }
  }
  t.equal(checked(), 2 * held.length);

  const lines = log.text().split('\n');
  const told = lines.filter((line) => line.includes('a sign-in came to the wrong address'));
  t.equal(told.length, 2 * held.length * otherAddresses.length, 'a log line of each');
  t.match(told[0], /"address":"\/envoy\/setup"/);
  const all = await mails();
  t.equal(all.length, 1, 'one message an hour');
  t.match(all[0], { body: /wrong address[^]*tell your administrator/ });
  t.notMatch(JSON.stringify(all) + log.text(), /Ada|Example Visitor/);
});

t.test(
  'what is not signed, or holds nobody, is answered at other addresses as before',
  async (t) => {
    const { hook, send, mails } = await set(t);
    const { origin } = new URL(hook.url);
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
    const post = (address: string) => fetch(origin + address, { method: 'POST', body });
    t.equal((await post('/nowhere')).status, 404);
    t.equal((await sendSigned(`${origin}/nowhere`, 'another secret', body)).status, 404);
    t.equal((await post('/envoy/setup')).status, 401);
    t.equal((await fetch(`${origin}/healthz`)).status, 200);
    t.equal((await fetch(`${origin}/nowhere`)).status, 404);
    t.equal((await send('/nowhere', { meta: { event: 'plugin_uninstalled' } })).status, 404);
    t.equal((await send('/envoy/events', { meta: { event: 'entry_sign_out' } })).status, 200);
    const step = { meta: { route: 'step-1', install_id: '9001' }, payload: { location_code: 'B' } };
    t.equal((await send('/envoy/setup', step)).status, 200);
    t.same(await mails(), []);
  },
);

t.test('a body that is too long to be read holds whoever may wait for the answer', async (t) => {
  const { hook } = await set(t);
  const { origin } = new URL(hook.url);
  const body = JSON.stringify({ ...heldSignIn({ name: 'Ada' }), more: 'x'.repeat(1024 * 1024) });
  for (const address of ['/envoy/sign-in', '/envoy/setup', '/envoy/events', '/nowhere']) {
    t.equal((await sendSigned(origin + address, hookSecret, body)).status, 412, address);
  }
});

t.test('no check is run for an event that holds nobody, whatever its payload', async (t) => {
  const { send, mails, checked } = await set(t);
  const others = [
    'entry_blacklist_review',
    'entry_blacklist_deny',
    'entry_screened',
    'entry_reviewed',
    'entry_host_response_message',
    'entry_sign_out',
    'invite_screen_requested',
    'upcoming_visit',
  ];
  const names = others.flatMap((name) => [name, `employee_${name}`]);
  for (const event of names) {
    for (const employeeId of [null, '640']) {
      const { meta, payload } = heldSignIn({ name: 'Ada Example', employeeId });
      Object.assign(payload.attributes, { 'approval-status': { status: 'denied' } });
      const { status } = await send('/envoy/sign-in', { meta: { ...meta, event }, payload });
      t.equal(status, 412, event);
    }
  }
  t.equal((await send('/envoy/sign-in', { meta: { route: 'step-1' } })).status, 412);
  t.equal(checked(), 0);
  t.equal(
    (await mails()).length,
    1,
    'of what has no name somebody is told, as it may be a sign-in',
  );
});

t.test('an entry under a name that is not known is held at every address', async (t) => {
  const { send, checked } = await set(t);
  const { meta, payload } = heldSignIn({ name: 'Ada Example' });
  for (const event of [
    'entry_sign_in_v2',
    'identity_check',
    'entry_sign_in ',
    '',
    'invite_foo',
    'sign_out',
    'entry_sign_out ',
  ]) {
    for (const body of [
      { meta: { ...meta, event }, payload },
      { event, meta: { ...meta, event: 'entry_screened' }, payload },
      { meta: { ...meta, event }, payload: { ...payload, type: undefined } },
      { meta: { ...meta, event }, payload: { data: payload } },
      { meta: { ...meta, event: undefined, route: 'step-1' }, payload: [payload] },
    ]) {
      for (const address of ['/envoy/events', '/envoy/setup', '/healthz', '/nowhere']) {
        t.equal((await send(address, body)).status, 412, `"${event}" at ${address}`);
      }
    }
  }
  t.equal((await send('/envoy/events', { meta: { event: 'location_renamed' } })).status, 200);
  t.equal(checked(), 0);
});

t.test('an event without a name, with an unknown one or with two is no sign-in', async (t) => {
  const { send, checked } = await set(t);
  const { meta, payload } = heldSignIn({ name: 'Ada Example' });
  const bodies = [
    { meta: { ...meta, event: undefined }, payload },
    { meta: { ...meta, event: null }, payload },
    { meta: { ...meta, event: 'entry_sign_in_2' }, payload },
    { event: 'entry_screened', meta, payload },
    { event: 'entry_sign_in', meta: { ...meta, event: 'entry_screened' }, payload },
  ];
  for (const body of bodies) t.equal((await send('/envoy/sign-in', body)).status, 412);
  t.equal(checked(), 0);
  for (const body of bodies.slice(3)) t.equal((await send('/envoy/events', body)).status, 412);
});
