import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import t, { type Test } from 'tap';
import { review } from '#server/sign-in/decision.ts';
import {
  claimMessage,
  countMessages,
  retryMessages,
  unsentMessages,
} from '#server/store/tables/outbox.ts';
import { deletePerson, insertPerson } from '#server/store/tables/people.ts';
import { rotate } from '../support/rotate.ts';
import { enrolledPerson } from '../store/rows.ts';
import { Receiver } from '../support/receiver.ts';
import { signInOf, startTold, type Notified, type ToldOptions } from './told.ts';
import { lacking } from '../support/needs.ts';
import { lockWriting } from '../support/store.ts';

const minute = 60_000;
const hour = 60 * minute;
const key = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const file = `
channels:
  - { name: desk, type: webhook }
rules:
  - { reasons: all, to: desk }
`;

interface WithReceiver extends Notified {
  receiver: Receiver;
}

async function start(t: Test, options: Partial<ToldOptions> = {}): Promise<WithReceiver> {
  const receiver = new Receiver();
  const secrets = { NOTIFY_DESK_URL: await receiver.start(), NOTIFY_DESK_SECRET: key };
  t.teardown(() => receiver.stop());
  return { ...(await startTold(t, { file, secrets, ...options })), receiver };
}

interface Body {
  type: string;
  data: Record<string, unknown>;
}
const bodiesOf = ({ all }: Receiver) => all.map(({ body }) => JSON.parse(body) as Body);

t.test('a review is told once, after it was answered, and then forgotten', async (t) => {
  const told = await start(t);
  await told.decide('no_match', { name: 'Ada Example', jobId: 'a' });
  await told.pass(900);
  t.same(told.receiver.all, [], 'nothing within the moment in which Envoy is answered');
  await told.pass(10 * minute);
  await told.jump(24 * hour);
  t.equal(told.receiver.all.length, 1);
  const [body] = bodiesOf(told.receiver);
  t.match(body, {
    type: 'sign_in.held',
    data: { jobId: 'a', visitor: 'Ada Example', host: 'Grace Host', location: 'HQ' },
  });
  t.match(body?.data, { reason: 'no_match', why: /does not match/, whatToDo: /^Please check/ });
  const row = await told.store.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
  t.match(row, { state: 'sent', contents: null, personId: null, kind: 'sign_in_held' });
});

t.test(
  'what was sent and could not be noted is noted before its lease ends, and not sent again',
  { skip: lacking('SQLite') },
  async (t) => {
    const told = await start(t, { busyTimeoutMs: 100 });
    // Locks the database between the answer and its recording.
    const locked = new Promise<() => Promise<void>>((resolve) => {
      told.receiver.once('received', () => resolve(lockWriting(told.config.databaseFile)));
    });
    await told.decide('no_match');
    await told.pass(2000);
    const unlock = await locked;
    await told.notifications.settle();
    const state = async () =>
      (await told.store.db.selectFrom('outbox').select('state').executeTakeFirstOrThrow()).state;
    t.equal(await state(), 'waiting');
    await unlock();
    await told.pass(6000);
    t.equal(await state(), 'sent');
    t.equal(told.receiver.all.length, 1);
  },
);

t.test('the signature is that of the body, the id and the time', async (t) => {
  const told = await start(t, { now: new Date().toISOString() });
  await told.decide('no_match');
  await told.pass(minute);
  const [received] = told.receiver.all;
  const headers = received?.headers as Record<string, string>;
  t.ok(new Webhook(key).verify(received?.body ?? '', headers));
  t.throws(() => new Webhook(key).verify(`${received?.body} `, headers));
});

t.test('an approved sign-in is told to nobody', async (t) => {
  const told = await start(t);
  const signIn = signInOf({}, told.clock.now());
  const approved = {
    ...review(signIn.jobId, told.clock.now(), 'no_match'),
    ...({ verdict: 'approved', reason: 'matched' } as const),
  };
  await told.ledger.record(approved, signIn);
  told.notifications.onDecided();
  await told.pass(hour);
  t.same(told.receiver.all, []);
});

t.test('a verdict that is stored again or amended is told once, as it became', async (t) => {
  const told = await start(t);
  const signIn = signInOf({ jobId: 'a' }, told.clock.now());
  const first = { ...review('a', told.clock.now(), 'no_match'), decidedAt: told.clock.now() };
  await told.ledger.record(first, signIn);
  await told.ledger.record(first, signIn);
  await told.ledger.record({ ...first, reason: 'timed_out' }, signIn, { isAnswered: true });
  told.notifications.onDecided();
  await told.pass(minute);
  await told.ledger.record({ ...first, reason: 'internal_error' }, signIn, { isAnswered: true });
  told.notifications.onDecided();
  await told.pass(hour);
  t.match(bodiesOf(told.receiver), [{ data: { reason: 'timed_out' } }]);
});

t.test('a verdict that is not stored is not told', async (t) => {
  const told = await start(t);
  const signIn = signInOf({ jobId: 'a' }, told.clock.now());
  const decision = { ...review('a', told.clock.now(), 'no_match'), receivedAt: new Date(NaN) };
  await t.rejects(told.ledger.record(decision, signIn));
  await told.pass(hour);
  t.same(await countMessages(told.store.db), []);
});

t.test('what fails is tried again, ever later, with the same id', async (t) => {
  const told = await start(t);
  told.receiver.answer = { status: 503 };
  const times: number[] = [];
  told.receiver.on('received', () => times.push(told.clock.now().getTime()));
  await told.decide('no_match');
  await told.pass(hour);
  told.receiver.answer = { status: 204 };
  await told.pass(hour);
  const waits = times.slice(1).map((time, i) => (time - (times[i] ?? 0)) / 1000);
  for (const [i, wait] of waits.entries()) {
    const whole = Math.min(30 * 2 ** i, 3600);
    t.ok(wait >= whole / 2 - 1 && wait <= whole + 1, `wait ${i} is ${wait} s of ${whole}`);
  }
  t.ok(times.length >= 6);
  t.equal(new Set(told.receiver.all.map(({ headers }) => headers['webhook-id'])).size, 1);
  t.match(await countMessages(told.store.db), [{ state: 'sent', count: 1 }]);
});

t.test('an endpoint that asks for time is given it', async (t) => {
  const told = await start(t);
  told.receiver.answer = { status: 429, headers: { 'retry-after': '1200' } };
  await told.decide('no_match');
  await told.decide('no_face');
  await told.pass(19 * minute);
  t.equal(told.receiver.all.length, 1, 'the other message waits, too');
  told.receiver.answer = { status: 204 };
  await told.pass(3 * minute);
  t.equal(told.receiver.all.length, 3);
});

t.test('what cannot succeed is given up at once and loudly, and can be tried again', async (t) => {
  const told = await start(t);
  told.receiver.answer = { status: 404 };
  await told.decide('no_match');
  await told.pass(10 * minute);
  t.equal(told.receiver.all.length, 1);
  t.match(told.log.text(), /"level":50.*"fault":"http_404".*given up/);
  t.match(await unsentMessages(told.store.db, 10), [{ state: 'given_up', lastFault: 'http_404' }]);

  told.receiver.answer = { status: 204 };
  const now = told.clock.now();
  const giveUpAt = new Date(now.getTime() + hour);
  t.equal(await retryMessages(told.store.db, { channel: 'desk' }, { now, giveUpAt }), 1);
  await told.pass(2 * minute);
  t.match(bodiesOf(told.receiver)[1], { data: { visitor: 'Ada Example' } });
});

t.test('a redirect is not followed, for it would carry a name along', async (t) => {
  const told = await start(t);
  const newReceiver = new Receiver();
  t.teardown(() => newReceiver.stop());
  told.receiver.answer = { status: 302, headers: { location: await newReceiver.start() } };
  await told.decide('no_match');
  await told.pass(minute);
  t.equal(told.receiver.all.length, 1);
  t.same(newReceiver.all, []);
});

t.test('after twelve hours a message is given up', async (t) => {
  const told = await start(t, { file });
  await told.receiver.stop();
  await told.decide('no_match');
  await told.pass(hour);
  t.match(await unsentMessages(told.store.db, 10), [
    { state: 'waiting', lastFault: 'ECONNREFUSED' },
  ]);
  await told.pass(12 * hour);
  t.match(await unsentMessages(told.store.db, 10), [{ state: 'given_up' }]);
  t.match(told.log.text(), /given up/);

  await told.jump(8 * 24 * hour);
  t.match(await unsentMessages(told.store.db, 10), [{ contents: null }], 'emptied after a week');
  await told.jump(30 * 24 * hour);
  t.same(await unsentMessages(told.store.db, 10), []);
});

t.test('a channel that hangs keeps no other waiting', async (t) => {
  const other = new Receiver();
  const url = await other.start();
  t.teardown(() => other.stop());
  const hung = new Receiver();
  hung.answer = undefined;
  const secrets = {
    NOTIFY_DESK_URL: url,
    NOTIFY_DESK_SECRET: key,
    NOTIFY_HUNG_URL: await hung.start(),
  };
  const told = await startTold(t, {
    secrets,
    file: `
channels: [{ name: hung, type: slack }, { name: desk, type: webhook }]
rules: [{ reasons: all, to: [hung, desk] }]`,
  });
  t.teardown(() => hung.stop());
  const first = hung.next();
  const second = other.next();
  await told.decide('no_match');
  void told.pass(minute);
  await Promise.all([first, second]);
  await hung.stop();
  t.pass('held throughout');
});

t.test(
  'while it waits nobody reads in the database who it was',
  { skip: lacking('SQLite') },
  async (t) => {
    const told = await start(t);
    await told.receiver.stop();
    await told.decide('no_match', { name: 'Zoë Åkerström', email: 'zoe@example.com' });
    await told.pass(minute);
    t.equal((await unsentMessages(told.store.db, 10)).length, 1);
    await told.stop();
    const bytes = readFileSync(told.config.databaseFile);
    for (const text of ['Zoë', 'Åkerström', 'Grace Host', 'grace@acme', 'zoe@example']) {
      t.notOk(bytes.includes(text), text);
    }
  },
);

t.test('neither a name nor a secret is logged, whatever happens', async (t) => {
  const told = await start(t);
  for (const status of [200, 302, 400, 429, 500]) {
    told.receiver.answer = { status };
    await told.decide('no_match', { name: 'Ada Example', email: 'ada@example.com' });
    await told.pass(2 * minute);
  }
  await told.receiver.stop();
  await told.jump(24 * hour);
  const text = told.log.text();
  t.match(text, 'message sent');
  for (const secret of ['Ada', 'ada@', 'Grace', 'grace@', key, '127.0.0.1', '/hook']) {
    t.notMatch(text, secret);
  }
});

t.test('whoever is erased is in no waiting message any more', async (t) => {
  const told = await start(t);
  const { db } = told.store;
  told.receiver.answer = { status: 503 };
  await insertPerson(db, enrolledPerson('p'));
  const signIn = signInOf({ jobId: 'a' }, told.clock.now());
  const decision = { ...review('a', told.clock.now(), 'no_match'), evidence: { personId: 'p' } };
  await told.ledger.record({ ...decision, decidedAt: told.clock.now() }, signIn);
  await told.decide('not_enrolled', { name: 'Somebody Else' });
  await told.pass(5000);
  await deletePerson(db, 'p');
  told.receiver.answer = { status: 204 };
  await told.jump(hour);
  await told.pass(minute);
  const sent = told.receiver.all.length;
  t.match(bodiesOf(told.receiver)[sent - 1], { data: { visitor: 'Somebody Else' } });
  const rows = await db.selectFrom('outbox').selectAll().orderBy('state').execute();
  t.match(rows, [
    { state: 'forgotten', contents: null, personId: null },
    { state: 'sent', contents: null },
  ]);
});

t.test('a message waits through a change of the template key', async (t) => {
  const dataDir = t.testdir();
  const told = await start(t, { dataDir });
  told.receiver.answer = { status: 503 };
  await told.decide('no_match');
  await told.pass(minute);
  await rotate(told.store.db, told.config.templateKeyFile, { revoke: false });
  await told.pass(2 * minute);
  await told.stop();
  // Only the memory of the stopped process had the old key.
  const after = await start(t, { dataDir, now: '2026-03-12T18:05:09Z' });
  await after.pass(minute);
  t.match(bodiesOf(after.receiver), [{ data: { visitor: 'Ada Example' } }]);
});

t.test('what nobody can decrypt any more is told without its details', async (t) => {
  const dataDir = t.testdir();
  const before = await start(t, { dataDir });
  await before.receiver.stop();
  await before.decide('no_match');
  await before.pass(minute);
  await before.notifications.stop();
  await before.store.db
    .updateTable('outbox')
    .set({ contents: Buffer.alloc(60) })
    .execute();
  await before.stop();

  const after = await start(t, { dataDir, now: '2026-03-12T18:05:09Z' });
  await after.pass(minute);
  t.match(bodiesOf(after.receiver), [{ data: { whatToDo: /visitor log/ } }]);
});

t.test('a channel that rests after a failure keeps no other one waiting', async (t) => {
  const dead = new Receiver();
  const well = new Receiver();
  t.teardown(() => Promise.all([dead.stop(), well.stop()]));
  dead.answer = { status: 503 };
  const told = await startTold(t, {
    file: `
channels:
  - { name: dead, type: webhook }
  - { name: well, type: webhook }
rules:
  - { reasons: all, to: [dead, well] }
`,
    secrets: {
      NOTIFY_DEAD_URL: await dead.start(),
      NOTIFY_DEAD_SECRET: key,
      NOTIFY_WELL_URL: await well.start(),
      NOTIFY_WELL_SECRET: key,
    },
  });
  for (const jobId of ['a', 'b', 'c']) {
    await told.decide('no_match', { jobId });
    await told.pass(2000);
  }
  t.same(
    bodiesOf(well).map(({ data }) => data['jobId']),
    ['a', 'b', 'c'],
  );
  t.equal(dead.all.length, 1);
});

t.test('what becomes due while it is looked for is sent at once', async (t) => {
  const told = await start(t, { clock: { early: 1, perLook: 0.2 } });
  await told.decide('no_match');
  await told.pass(2000);
  t.equal(told.receiver.all.length, 1);
});

t.test('a message is sent by one sender at a time', async (t) => {
  const told = await start(t);
  await told.notifications.stop();
  const signIn = signInOf({ jobId: 'a' }, told.clock.now());
  const decision = { ...review('a', told.clock.now(), 'no_match'), decidedAt: told.clock.now() };
  await told.ledger.record(decision, signIn);
  const at = (seconds: number) => new Date(told.clock.now().getTime() + seconds * 1000);
  const claim = (sender: string, now: Date) =>
    claimMessage(told.store.db, 'desk', { sender, now, leaseMs: minute });
  t.ok(await claim('one', at(5)));
  t.equal(await claim('two', at(6)), undefined);
  await told.store.db
    .updateTable('outbox')
    .set({ leasedUntil: at(-minute) })
    .execute();
  t.match(await claim('two', at(7)), { attempts: 2 }, 'when the first has had its time');
});

t.test(
  'what was sent while the database was locked is not sent again',
  { skip: lacking('SQLite') },
  async (t) => {
    const told = await start(t);
    const database = new Database(told.config.databaseFile);
    told.receiver.once('received', () => database.exec('begin immediate'));
    await told.decide('no_match');
    await told.pass(5000);
    database.exec('commit');
    database.close();
    t.match(told.log.text(), 'the outbox cannot be used');
    await told.pass(5 * minute);
    t.equal(told.receiver.all.length, 1);
    t.match(await countMessages(told.store.db), [{ state: 'sent', count: 1 }]);
  },
);

t.test('messages for a channel that was taken out are given up', async (t) => {
  const dataDir = t.testdir();
  const before = await start(t, { dataDir });
  await before.receiver.stop();
  await before.decide('no_match');
  await before.pass(minute);
  await before.stop();
  const after = await startTold(t, {
    dataDir,
    file: 'channels: [{ name: other, type: slack }]',
    secrets: { NOTIFY_OTHER_URL: 'http://127.0.0.1:9' },
  });
  await after.pass(minute);
  t.match(await unsentMessages(after.store.db, 10), [
    { state: 'given_up', lastFault: 'no_such_channel' },
  ]);
  t.match(after.log.text(), /"channel":"desk".*not there any more/);
});
