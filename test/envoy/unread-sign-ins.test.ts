import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import t, { type Test } from 'tap';
import { mkdirSync } from 'node:fs';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import type { RequiredCheck } from '#server/sign-in/check.ts';
import { createLogger } from '#server/ops/logging.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { startTold } from '../notify/told.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Lines } from '../support/lines.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { lockWriting } from '../support/store.ts';

const minute = 60_000;
const approving: RequiredCheck['check'] = {
  name: 'approving',
  run: async () => ({ passed: true, reason: 'matched' }),
};

/**
 * The hook listener, and e-mail notifications about unreadable sign-ins and nothing else.
 * @param isRefused whether the database never takes a notification
 */
async function set(t: Test, isRefused = false) {
  const folder = t.testdir();
  const mail = await new KeepingMailServer().start();
  t.teardown(() => mail.stop());
  const dataDir = path.join(folder, 'told');
  mkdirSync(dataDir);
  const told = await startTold(t, {
    dataDir,
    busyTimeoutMs: 100,
    // The listener uses the real clock.
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
  const clock = new FakeClock(new Date().toISOString());
  let toldOf = 0;
  const tries = new EventEmitter<{ failed: []; put: [] }>();
  const hook = await startHook(t, {
    checks: [approving],
    databaseFile: path.join(folder, 'vestibule.sqlite'),
    log: createLogger('info', log),
    unreadClock: clock,
    tellUnread: async (decision, signIn, about) => {
      toldOf++;
      if (isRefused) {
        tries.emit('failed');
        throw new Error('The database does not take it.');
      }
      const putting = told.notifications.notifyUnstored(decision, signIn, about);
      await putting.catch(() => tries.emit('failed'));
      await putting;
      tries.emit('put');
    },
  });
  t.teardown(() => hook.stop());
  const send = async (body: unknown) =>
    (await sendSigned(hook.url, hookSecret, typeof body === 'string' ? body : JSON.stringify(body)))
      .status;
  /** Closes the listener, so that every notification is in the outbox, and returns the sent mails. */
  const mails = async () => {
    await hook.stop();
    await told.pass(5 * minute);
    return mail.all;
  };
  return { hook, log, send, mails, told, tries, clock, toldOf: () => toldOf };
}

/** A sign-in whose name is not a text. */
function odd(jobId: string) {
  const body = heldSignIn({ name: 'Ada Example', jobId });
  Object.assign(body.payload.attributes, { 'full-name': { first: 'Ada Example' } });
  return body;
}

t.test('people are told once of a sign-in that cannot be read, and nobody is named', async (t) => {
  const { hook, send, mails, log } = await set(t);
  for (let i = 0; i < 3; i++) t.equal(await send(odd('j1')), 412);
  t.notOk(await findSignIn(hook.store.db, 'j1'));
  const all = await mails();
  t.match(all, [{ to: ['desk@acme.example'], body: /HQ[^]*could not be read/ }]);
  t.equal(all.length, 1);
  t.notMatch(JSON.stringify(all) + log.text(), /Ada|Example Visitor/);
});

t.test('a notification is sent once the database takes it', async (t) => {
  const { send, mails, told, tries } = await set(t);
  const unlock = await lockWriting(told.config.databaseFile);
  const [failed, put] = [once(tries, 'failed'), once(tries, 'put')];
  t.equal(await send(odd('locked')), 412);
  await failed;
  await unlock();
  await put;
  t.equal((await mails()).length, 1);
});

t.test('a stop gives up a notification that the database never takes', async (t) => {
  const { send, mails, tries } = await set(t, true);
  const failed = once(tries, 'failed');
  t.equal(await send(odd('refused')), 412);
  await failed;
  t.same(await mails(), []);
});

t.test('a body that is no JSON, or too long, leads to a message', async (t) => {
  for (const body of [
    'not even JSON',
    JSON.stringify({ ...odd('j2'), more: 'x'.repeat(1024 * 1024) }),
    '[]',
  ]) {
    const { send, mails } = await set(t);
    t.equal(await send(body), 412);
    t.equal((await mails()).length, 1, body.slice(0, 20));
  }
});

t.test('nobody is told of what is not signed, of a sign-out or of the doctor', async (t) => {
  const { hook, send, mails } = await set(t);
  t.equal((await sendSigned(hook.url, 'another secret', JSON.stringify(odd('j3')))).status, 401);
  t.equal((await fetch(hook.url, { method: 'POST', body: '{}' })).status, 401);
  t.equal(await send({ meta: { event: 'entry_sign_out' }, payload: {} }), 412);
  t.equal(await send({ meta: { event: 'vestibule_doctor' } }), 412);
  t.same(await mails(), []);
});

t.test('a flood of them is one notification and one line of the log an hour', async (t) => {
  const { send, mails, log, toldOf, clock } = await set(t);
  const flood = async () => {
    for (let i = 0; i < 20; i++) t.equal(await send(odd(`flood-${i}`)), 412);
  };
  await flood();
  t.equal(toldOf(), 1);
  await clock.pass(60 * minute, async () => {});
  await flood();
  t.equal(toldOf(), 2);
  t.equal((await mails()).length, 2);
  t.equal(log.text().match(/SIGN-IN UNREADABLE/g)?.length, 2);
});

t.test('a visitor who waits at the address for events is told of', async (t) => {
  const { hook, mails } = await set(t);
  const url = hook.url.replace('sign-in', 'events');
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'lost' }));
  t.equal((await sendSigned(url, hookSecret, body)).status, 412);
  t.equal((await mails()).length, 1);
});

t.test(
  'a sign-in that names nobody is held and stored, whatever the checks would say',
  async (t) => {
    const { hook, send } = await set(t);
    const nameless = (jobId: string) => heldSignIn({ name: ' ', jobId });
    t.equal(await send(nameless('n1')), 412);
    t.match(await findSignIn(hook.store.db, 'n1'), { verdict: 'review', reason: 'not_enrolled' });
    t.equal(await send(nameless('n1')), 412, 'and again');
    t.equal((await hook.signIn({ jobId: 'n2' })).status, 200);
    t.equal(await send(nameless('n2')), 412, 'also when somebody else was let in by that job');
    t.match(await findSignIn(hook.store.db, 'n2'), { verdict: 'approved' });
  },
);

t.test(
  'a host who came as a number keeps nobody from the checks, a telephone number does',
  async (t) => {
    const { send } = await set(t);
    const body = heldSignIn({ name: 'Ada Example', jobId: 'p1' });
    Object.assign(body.payload.attributes, { host: 12, 'host-email': 13 });
    t.equal(await send(body), 200);
    const other = heldSignIn({ name: 'Ada Example', jobId: 'p2' });
    // The number was +1 415 555 0100, which a watchlist may hold.
    Object.assign(other.payload.attributes, { 'phone-number': 14155550100 });
    t.equal(await send(other), 412);
  },
);
