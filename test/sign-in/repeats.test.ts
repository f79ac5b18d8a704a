import path from 'node:path';
import t, { type Test } from 'tap';
import type { Check } from '#server/sign-in/check.ts';
import type { LedgerHook } from '#server/sign-in/ledger.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { startHook, type HookOptions } from '../support/hook.ts';
import { openTestStore } from '../support/store.ts';

// The first stored decision is the answer at every instance.

const letIn = { name: 'check', run: async () => ({ passed: true, reason: 'passed' }) as const };

/** Several instances on one database. `cards` lists what a ledger hook wrote with a decision, like a desk card. */
async function office(t: Test) {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const cards: string[] = [];
  const card: LedgerHook = async (_transaction, { jobId, verdict }) => {
    if (verdict === 'review') cards.push(jobId);
  };
  const told: string[] = [];
  const instance = (check: Pick<Check, 'name' | 'run'> = letIn, more: Partial<HookOptions> = {}) =>
    startHook(t, {
      checks: [check],
      databaseFile,
      ledgerHook: [card],
      onDecided: [({ jobId, verdict }) => void told.push(`${jobId} ${verdict}`)],
      ...more,
    });
  const stored = async (jobId: string) => (await findSignIn(store.db, jobId))?.verdict;
  return { databaseFile, db: store.db, instance, stored, cards, told };
}

t.test('a repeat at an instance in trouble changes nothing of a stored approval', async (t) => {
  const { instance, stored, cards } = await office(t);
  const well = await instance();
  t.teardown(() => well.stop());
  t.equal((await well.signIn({ jobId: 'job' })).status, 200);

  const troubled = await instance();
  await troubled.store.close();
  t.equal((await troubled.signIn({ jobId: 'job' })).status, 412, 'it cannot know');
  t.equal((await troubled.signIn({ jobId: 'job' })).status, 412);
  t.equal((await troubled.signIn({ jobId: 'new' })).status, 412);
  t.equal((await well.signIn({ jobId: 'job' })).status, 200);
  t.equal((await troubled.signIn({ jobId: 'new' })).status, 412, 'what it answered first');
  await troubled.stop();
  t.equal(await stored('job'), 'approved');
  t.strictSame(cards, []);
});

t.test('a review is an approval nowhere, whichever instance has it in memory', async (t) => {
  const { instance, stored } = await office(t);
  const one = await instance(
    { name: 'check', run: () => new Promise(() => {}) },
    { deadlineMs: 1500 },
  );
  const other = await instance();
  t.teardown(() => other.stop());
  t.equal((await one.signIn({ jobId: 'job' })).status, 412);
  await one.stop();
  t.equal((await other.signIn({ jobId: 'job' })).status, 412);
  t.equal(await stored('job'), 'review');
});

t.test('an approval that is stored after Envoy heard a review is taken back', async (t) => {
  const { instance, stored, cards, told } = await office(t);
  let go = () => {};
  const late = new Promise<void>((resolve) => (go = resolve));
  // Storing takes longer than the deadline.
  const slow: LedgerHook = async (_transaction, { verdict }) => {
    if (verdict === 'approved') await late;
  };
  const card: LedgerHook = async (_transaction, { jobId, verdict }) => {
    if (verdict === 'review') cards.push(jobId);
  };
  const one = await instance(letIn, { ledgerHook: [slow, card], deadlineMs: 1500 });
  t.equal((await one.signIn({ jobId: 'job' })).status, 412);
  const again = one.signIn({ jobId: 'job' });
  go();
  t.equal((await again).status, 412, 'a repeat while it is being stored');
  t.equal((await one.signIn({ jobId: 'job' })).status, 412);
  await one.stop();
  t.equal(await stored('job'), 'review');
  t.strictSame(cards, ['job']);
  t.strictSame(told, ['job review']);
});
