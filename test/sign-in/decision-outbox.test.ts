import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { erasePerson } from '#server/people/erasure.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { signInFrom } from '#server/envoy/payload.ts';
import { AnswerStore } from '#server/sign-in/answer-store.ts';
import { review, type Decision } from '#server/sign-in/decision.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import { SignIns } from '#server/sign-in/sign-ins.ts';
import { DecisionOutbox } from '#server/sign-in/decision-outbox.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { createLogger } from '#server/ops/logging.ts';
import { installation } from '../privacy/installation.ts';
import { Lines } from '../support/lines.ts';
import { approvalMark } from '../support/approval-mark.ts';

/** Creates an installation and the outbox of its decisions. */
async function begun(t: Test) {
  const here = await installation(t);
  const named: (string | null)[] = [];
  const ledger = createLedger(here.db, approvalMark, [
    async (_transaction, _decision, { claim }) => void named.push(claim.name),
  ]);
  const lines = new Lines();
  const outbox = new DecisionOutbox(createLogger('error', lines));
  return { ...here, named, ledger, outbox, lines };
}

function held(jobId: string, name: string): SignInRequest {
  return signInFrom(heldSignIn({ name, jobId }), new Date())!;
}

const about = (jobId: string, personId?: string): Decision => ({
  ...review(jobId, new Date(), 'no_match'),
  evidence: personId === undefined ? {} : { personId },
});

t.test('nobody who was erased meanwhile comes back by an answer that waited', async (t) => {
  const here = await begun(t);
  const { db, ledger, named, outbox } = here;
  await here.enrolled('ada', 'Ada Example');
  await here.enrolled('bea', 'Bea Example');
  outbox.keep(about('ada', 'ada'), held('ada', 'Ada Example'));
  outbox.keep(about('bea', 'bea'), held('bea', 'Bea Example'));
  outbox.keep(about('anybody'), held('anybody', 'Ada Example'));
  t.match(outbox, { waiting: 3, lost: 0 });
  await erasePerson(db, 'ada', {
    actor: 'test',
    because: 'asked',
    messages: new RecordCipher(here.keyFile),
  });

  outbox.keep(about('later'), held('later', 'Carl Example'));
  outbox.storeIn(new AnswerStore({ ledger, db }));
  await outbox.stop();
  t.match(await findSignIn(db, 'ada'), { verdict: 'review', claimedPersonId: null });
  t.match(await findSignIn(db, 'bea'), { verdict: 'review', claimedPersonId: 'bea' });
  t.match(await findSignIn(db, 'anybody'), { verdict: 'review', claimedPersonId: null });
  t.same(named.toSorted(), ['Bea Example', 'Carl Example', null, null].toSorted());
});

t.test('what can never be stored is given up, counted and said; the rest is stored', async (t) => {
  const here = await begun(t);
  const { ledger, db, outbox } = here;
  // Neither database stores this type in the column.
  const broken = { ...about('broken'), evidence: { score: 'none' as unknown as number } };
  outbox.keep(broken, held('broken', 'Ada Example'));
  outbox.keep(about('whole'), held('whole', 'Ada Example'));
  outbox.storeIn(new AnswerStore({ ledger, db }));
  await outbox.stop();
  t.match(outbox, { lost: 1, waiting: 0 });
  t.match(await findSignIn(db, 'whole'), { verdict: 'review' });
  t.match(here.lines.text(), /CANNOT BE STORED/);
  t.notMatch(here.lines.text(), /Ada/);
});

t.test('an answer that another instance gave later is not taken back', async (t) => {
  const here = await begun(t);
  const { ledger, db, outbox } = here;
  outbox.keep(about('job'), held('job', 'Ada Example'));
  const at = new Date(Date.now() + 1000);
  const later = { ...review('job', at, 'not_enrolled'), decidedAt: at };
  await ledger.record(later, held('job', 'Ada'));
  outbox.storeIn(new AnswerStore({ ledger, db }));
  await outbox.stop();
  t.match(await findSignIn(db, 'job'), { reason: 'not_enrolled' });
});

t.test('a stop goes on while the store takes answers', async (t) => {
  const here = await begun(t);
  let now = 0;
  let lastsMs = 2500;
  const outbox = new DecisionOutbox(createLogger('error', here.lines), { now: () => now });
  const ledger = createLedger(here.db, approvalMark, [
    async (_transaction, { jobId }) => {
      if (jobId === 'late') lastsMs = 3500;
      now += lastsMs;
      if (jobId === 'late') throw new Error('It is late.');
    },
  ]);
  const jobs = ['1', '2', '3', '4', '5', '6'];
  for (const job of [...jobs, 'late', 'last']) outbox.keep(about(job), held(job, 'Ada Example'));
  outbox.storeIn(new AnswerStore({ ledger, db: here.db }));
  await outbox.stop();
  const stored = await Promise.all(
    [...jobs, 'late', 'last'].map((job) => findSignIn(here.db, job)),
  );
  t.same(
    stored.map((row) => row?.verdict),
    [...Array<string>(6).fill('review'), undefined, undefined],
    'it ends when nothing was stored for some seconds',
  );
  t.match(here.lines.text(), /"jobId":"last".*CANNOT BE STORED/);
});

t.test('the gate opens before what waits is stored, and a repeat of it is held', async (t) => {
  const here = await begun(t);
  const { db, outbox } = here;
  const jobs = Array.from({ length: 60 }, (_, i) => `job ${i}`);
  for (const job of jobs) {
    outbox.keep(review(job, new Date(), 'starting'), held(job, 'Ada Example'));
  }
  let go = () => {};
  let entered = () => {};
  const isReleased = new Promise<void>((resolve) => (go = resolve));
  const storing = new Promise<string>((resolve) => (entered = () => resolve('storing')));
  const ledger = createLedger(db, approvalMark, [
    async () => {
      entered();
      await isReleased;
    },
  ]);
  outbox.storeIn(new AnswerStore({ ledger, db }));
  await storing;
  const signIns = new SignIns({
    requires: () => {
      throw new Error('It is looked at again.');
    },
    ledger,
    decisionOutbox: outbox,
    deadlineMs: 20_000,
    log: createLogger('silent'),
  });
  const again = await signIns.answer(held('job 59', 'Ada Example'), performance.now());
  t.match(again, { verdict: 'review', reason: 'starting' });
  go();
  while (outbox.waiting > 0) await pause(10);
  await signIns.stop();
  await outbox.stop();
  for (const job of jobs) t.match(await findSignIn(db, job), { reason: 'starting' });
});
