import path from 'node:path';
import t, { type Test } from 'tap';
import type { Evidence } from '#server/sign-in/check.ts';
import { decide, approveByDesk, review } from '#server/sign-in/decision.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import type { Reason } from '#server/sign-in/reasons.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { erasePerson } from '#server/people/erasure.ts';
import { deletePerson, insertPerson } from '#server/store/tables/people.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { signInOf } from '../notify/told.ts';
import { enrolledPerson } from '../store/rows.ts';
import { writeNewKey } from '../templates/key-file.ts';
import { JumpingClock } from '../support/jumping-clock.ts';
import { openTestStore } from '../support/store.ts';
import { approvalMark } from '../support/approval-mark.ts';

// The real ledger stores the results of checks, at the same moment and one after the other.

async function ledgerWith(
  t: Test,
  people: readonly string[],
  onStored: (signIn: SignInRequest) => void = () => {},
) {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  for (const id of people) await insertPerson(store.db, enrolledPerson(id));
  const ledger = createLedger(store.db, approvalMark, [
    async (_transaction, _decision, stored) => onStored(stored),
  ]);
  let jobs = 0;
  const signIn = (jobId: string, changes: object = {}) => ({
    ...signInOf({ jobId }, new Date()),
    entryId: `entry-${jobId}`,
    ...changes,
  });
  const matched = (personId: string) => {
    const evidence = { personId, tried: 'matched' } as const;
    const said = { check: 'face', milliseconds: 1, againWithinMs: 600_000, evidence };
    return decide(`job-${++jobs}`, new Date(), [{ ...said, passed: true, reason: 'matched' }]);
  };
  const doubt = (
    personId: string,
    reason: 'cannot_move' | 'no_match',
    evidence: Evidence = {},
  ) => ({
    ...review(`job-${++jobs}`, new Date(), reason),
    evidence: { personId, ...evidence },
  });
  const record = async (decision: ReturnType<typeof matched>, changes: object = {}) => {
    const { verdict, reason } = await ledger.record(decision, signIn(decision.jobId, changes));
    const { tried, challengeFailed } = (await findSignIn(store.db, decision.jobId)) ?? {};
    return { verdict, reason, tried, challengeFailed };
  };
  return { store, ledger, signIn, matched, doubt, record };
}

const reasonsOf = (all: readonly { reason: Reason }[]) => all.map(({ reason }) => reason).sort();

t.test('of two that match at one moment, one is let in', async (t) => {
  const { matched, record } = await ledgerWith(t, ['ada', 'bo']);
  const all = await Promise.all(
    [matched('ada'), matched('ada'), matched('bo')].map((d) => record(d)),
  );
  t.same(reasonsOf(all), ['matched', 'matched', 'signed_in_already']);
  t.match(all[2], { verdict: 'approved' }, 'others are none of their business');
  t.match(await record(matched('ada')), { verdict: 'review', tried: 'matched' });
});

t.test('a repeat of the same job keeps its answer', async (t) => {
  const { ledger, signIn, matched } = await ledgerWith(t, ['ada']);
  const decision = matched('ada');
  const times = [1, 2, 3].map(() => ledger.record(decision, signIn(decision.jobId)));
  for (const { verdict } of await Promise.all(times)) t.equal(verdict, 'approved');
});

t.test('one entry at one iPad is one sign-in, however often it is asked about', async (t) => {
  const { matched, record } = await ledgerWith(t, ['ada']);
  const here = { entryId: '7', deviceId: 'a' };
  t.match(await record(matched('ada'), here), { verdict: 'approved' });
  t.match(await record(matched('ada'), here), { verdict: 'approved' });
  t.match(await record(matched('ada'), { ...here, deviceId: 'b' }), { verdict: 'review' });
  t.match(await record(matched('ada'), { ...here, entryId: null }), { verdict: 'review' });
});

t.test('whom the desk lets in is there, and is let in again by a person only', async (t) => {
  const { matched, doubt, record } = await ledgerWith(t, ['ada']);
  const letIn = () => approveByDesk(doubt('ada', 'no_match', { tried: 'failed' }));
  t.match(await record(letIn()), { verdict: 'approved' });
  t.match(await record(matched('ada')), { reason: 'signed_in_already' });
  t.match(await record(letIn()), { reason: 'desk_approved' });
});

t.test('what Envoy was not told in time is no approval', async (t) => {
  const { ledger, signIn, matched, record } = await ledgerWith(t, ['ada']);
  const late = matched('ada');
  await ledger.record(late, signIn(late.jobId));
  await ledger.record(review(late.jobId, late.receivedAt, 'timed_out'), signIn(late.jobId), {
    isAnswered: true,
  });
  t.match(await record(matched('ada')), { verdict: 'approved' });
});

t.test('of those who cannot move at one moment, one is excused', async (t) => {
  const { doubt, record } = await ledgerWith(t, ['ada', 'bo']);
  const touch = (id: string) => record(doubt(id, 'cannot_move', { challengeExcused: true }));
  const all = await Promise.all(['ada', 'ada', 'ada', 'bo'].map(touch));
  t.same(reasonsOf(all), Array(4).fill('cannot_move'), 'all are taken to a person');
  const counted = all.slice(0, 3).filter(({ challengeFailed }) => challengeFailed);
  t.equal(counted.length, 2);
  t.match(counted, [{ tried: 'failed' }, { tried: 'failed' }]);
  t.match(all[3], { tried: null, challengeFailed: null });
});

t.test('who was erased meanwhile is let in by no face, and stored as nobody', async (t) => {
  const told: (string | null)[] = [];
  const { store, matched, doubt, record } = await ledgerWith(t, ['ada', 'bo'], (signIn) =>
    told.push(signIn.claim.name, signIn.hostName),
  );
  await deletePerson(store.db, 'ada');
  const approved = matched('ada');
  t.match(await record(approved), { verdict: 'review', reason: 'not_enrolled' });
  t.equal((await findSignIn(store.db, approved.jobId))?.claimedPersonId, null);
  await record(doubt('ada', 'no_match'));
  await record({ ...review('nobody', new Date(), 'not_enrolled'), comparedWith: ['ada'] });
  t.same(told, Array(6).fill(null), 'nobody is told whose it was');
  told.length = 0;
  await record({ ...review('namesake', new Date(), 'no_match'), comparedWith: ['ada', 'bo'] });
  t.ok(told[0], 'of two of a name one is left');
});

t.test('who was erased while no check had said whom it is about is not named', async (t) => {
  const told: (string | null)[] = [];
  const { store, ledger, signIn } = await ledgerWith(t, ['ada'], ({ claim }) =>
    told.push(claim.name),
  );
  const keyFile = path.join(t.testdirName, 'template.key');
  writeNewKey(keyFile);
  const under = [
    review('listed', new Date(), 'watchlist_hit'),
    review('late', new Date(), 'timed_out'),
    review('thrown', new Date(), 'internal_error'),
  ];
  const messages = new RecordCipher(keyFile);
  await erasePerson(store.db, 'ada', { actor: 'test', because: 'asked', messages });
  for (const decision of under) await ledger.record(decision, signIn(decision.jobId));
  t.same(told, [null, null, null]);
  for (const { jobId, receivedAt } of under) {
    await ledger.record(review(jobId, receivedAt, 'stopping'), signIn(jobId), { isAnswered: true });
  }
  t.same(told, Array(6).fill(null), 'nor by what is stored again');
  const next = review('next', new Date(Date.now() + 1000), 'timed_out');
  await ledger.record(next, signIn(next.jobId));
  t.ok(told.at(-1), 'a sign-in that arrives afterwards says whose it is');
});

t.test('nor by an instance whose clock is ahead of the one that erased them', async (t) => {
  const told: (string | null)[] = [];
  const { store, ledger, signIn } = await ledgerWith(t, ['ada'], ({ claim }) =>
    told.push(claim.name),
  );
  const keyFile = path.join(t.testdirName, 'template.key');
  writeNewKey(keyFile);
  const clock = new JumpingClock();
  t.teardown(() => clock.restore());
  const ahead = () => clock.set({ hoursAhead: 1 / 60 });
  ahead();
  const late = review('late', new Date(), 'timed_out');
  clock.set({ hoursAhead: 0 });
  const messages = new RecordCipher(keyFile);
  await erasePerson(store.db, 'ada', { actor: 'test', because: 'asked', messages });
  ahead();
  await ledger.record(late, signIn('late'));
  t.same(told, [null]);
});
