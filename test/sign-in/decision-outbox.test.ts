import { readFileSync, statSync, truncateSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { sql } from 'kysely';
import { countUnstoredDecisions, DecisionJournal } from '../../server/sign-in/decision-journal.ts';
import { checkUnstoredDecisions } from '../../scripts/commands/doctor/data.ts';
import { RecordCipher } from '../../server/keys/record-cipher.ts';
import { erasePerson } from '../../server/people/erasure.ts';
import { heldSignIn } from '../../scripts/simulate/held-sign-in.ts';
import { signInFrom } from '../../server/envoy/payload.ts';
import { review, type Decision } from '../../server/sign-in/decision.ts';
import { createLedger } from '../../server/sign-in/ledger.ts';
import type { SignInRequest } from '../../server/sign-in/sign-in.ts';
import { SignIns } from '../../server/sign-in/sign-ins.ts';
import { DecisionOutbox } from '../../server/sign-in/decision-outbox.ts';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { installation } from '../privacy/installation.ts';
import { Lines } from '../support/lines.ts';

/** An installation, and what keeps its answers; each process has one of its own. */
async function begun(t: Test) {
  const here = await installation(t);
  const file = `${here.data}/unstored-answers`;
  const named: (string | null)[] = [];
  const ledger = createLedger(here.db, [
    async (_transaction, _decision, { claim }) => void named.push(claim.name),
  ]);
  const lines = new Lines();
  const process = () => {
    const journal = new DecisionJournal(file, new RecordCipher(here.keyFile));
    return new DecisionOutbox({ journal, log: createLogger('error', lines) });
  };
  return { ...here, file, named, ledger, process, lines };
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
  const { db, ledger, named } = here;
  await here.enrolled('ada', 'Ada Example');
  await here.enrolled('bea', 'Bea Example');
  const first = here.process();
  await first.keep(about('ada', 'ada'), held('ada', 'Ada Example'));
  await first.keep(about('bea', 'bea'), held('bea', 'Bea Example'));
  await first.keep(about('anybody'), held('anybody', 'Ada Example'));
  await first.stop();
  t.match(await countUnstoredDecisions(here.file), { waiting: 3, lost: [] });
  // Nothing shorter: it is random text.
  t.notMatch(readFileSync(here.file, 'latin1'), /Ada Example|Bea Example|example\.com/);
  await erasePerson(db, 'ada', {
    actor: 'test',
    because: 'asked',
    messages: new RecordCipher(here.keyFile),
  });

  const second = here.process();
  await second.keep(about('later'), held('later', 'Carl Example'));
  await second.storeIn({ ledger, db });
  await second.stop();
  t.match(await findSignIn(db, 'ada'), { verdict: 'review', claimedPersonId: null });
  t.match(await findSignIn(db, 'bea'), { verdict: 'review', claimedPersonId: 'bea' });
  t.match(await findSignIn(db, 'anybody'), { verdict: 'review', claimedPersonId: null });
  t.same(named.toSorted(), ['Bea Example', 'Carl Example', null, null].toSorted());
  t.equal(readFileSync(here.file, 'utf8'), '');
});

t.test('what can never be stored is given up, counted and said; the rest is stored', async (t) => {
  const here = await begun(t);
  const { ledger, db } = here;
  const first = here.process();
  // No column takes it, in either database.
  const broken = { ...about('broken'), evidence: { score: 'none' as unknown as number } };
  await first.keep(broken, held('broken', 'Ada Example'));
  await first.keep(about('whole'), held('whole', 'Ada Example'));
  await first.storeIn({ ledger, db });
  await first.stop();
  t.match(first, { lost: 1, waiting: 0 });
  t.match(await findSignIn(db, 'whole'), { verdict: 'review' });
  t.match(await checkUnstoredDecisions(here.file), [
    { code: 'answers_lost', found: /^1 that Envoy/ },
  ]);
  t.match(here.lines.text(), /CANNOT BE STORED/);
  t.notMatch(here.lines.text(), /Ada/);
});

t.test('an answer that another instance gave later is not taken back', async (t) => {
  const here = await begun(t);
  const { ledger, db } = here;
  const first = here.process();
  await first.keep(about('job'), held('job', 'Ada Example'));
  await first.stop();
  const at = new Date(Date.now() + 1000);
  const later = { ...review('job', at, 'not_enrolled'), decidedAt: at };
  await ledger.record(later, held('job', 'Ada'));
  const second = here.process();
  await second.storeIn({ ledger, db });
  await second.stop();
  t.match(await findSignIn(db, 'job'), { reason: 'not_enrolled' });
});

t.test('what a line of the journal lost at its end does not take the next with it', async (t) => {
  const here = await begun(t);
  const { ledger, db, file } = here;
  const first = here.process();
  await first.keep(about('torn'), held('torn', 'Ada Example'));
  await first.stop();
  truncateSync(file, statSync(file).size - 40);
  const second = here.process();
  await second.keep(about('after'), held('after', 'Ada Example'));
  await second.stop();
  const third = here.process();
  await third.storeIn({ ledger, db });
  await third.stop();
  t.match(await findSignIn(db, 'after'), { verdict: 'review' });
  t.match(third, { lost: 1, waiting: 0 }, 'and it is not passed over in silence');
  t.equal((await sql`select 1 from sign_ins`.execute(db)).rows.length, 1);
});

t.test('the gate opens before what waits is stored, and a repeat of it is held', async (t) => {
  const here = await begun(t);
  const { db } = here;
  const first = here.process();
  const jobs = Array.from({ length: 60 }, (_, i) => `job ${i}`);
  for (const job of jobs) {
    await first.keep(review(job, new Date(), 'starting'), held(job, 'Ada Example'));
  }
  await first.stop();
  let go = () => {};
  let entered = () => {};
  const isReleased = new Promise<void>((resolve) => (go = resolve));
  const storing = new Promise<string>((resolve) => (entered = () => resolve('storing')));
  const ledger = createLedger(db, [
    async () => {
      entered();
      await isReleased;
    },
  ]);
  const second = here.process();
  const opened = second.storeIn({ ledger, db }).then(() => 'open');
  t.equal(await Promise.race([opened, storing]), 'open');
  await storing;
  const signIns = new SignIns({
    requires: () => {
      throw new Error('It is looked at again.');
    },
    ledger,
    decisionOutbox: second,
    deadlineMs: 20_000,
    log: createLogger('silent'),
  });
  const again = await signIns.answer(held('job 59', 'Ada Example'), performance.now());
  t.match(again, { verdict: 'review', reason: 'starting' });
  go();
  while (second.waiting > 0) await setImmediate();
  await signIns.stop();
  await second.stop();
  for (const job of jobs) t.match(await findSignIn(db, job), { reason: 'starting' });
});
