import path from 'node:path';
import t from 'tap';
import { verifyRecord } from '#server/audit/verify.ts';
import { DeskBoard } from '#server/desk/board/board.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { createLogger } from '#server/ops/logging.ts';
import { review, type Decision } from '#server/sign-in/decision.ts';
import { createLedger, recordVerdict } from '#server/sign-in/ledger.ts';
import type { Store } from '#server/store/store.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { signInOf } from '../notify/told.ts';
import { openTestStore } from '../support/store.ts';
import { approvalMark } from '../support/approval-mark.ts';

const at = new Date('2026-11-24T09:00:00Z');
const signIn = (jobId: string) => signInOf({ jobId }, at);
const held = (jobId: string) => review(jobId, at, 'no_face');
const letIn = (jobId: string): Decision => ({
  ...held(jobId),
  verdict: 'approved',
  reason: 'matched',
  check: 'face',
  checks: ['face', 'watchlist'].map((check, i) => ({
    check,
    passed: true,
    reason: i === 0 ? 'matched' : 'passed',
    note: null,
    milliseconds: i,
  })),
});

t.test('two stores on one database, with the card and the record of each sign-in', async (t) => {
  const dataDir = t.testdir();
  const files = {
    databaseFile: path.join(dataDir, 'vestibule.sqlite'),
    templateKeyFile: path.join(dataDir, 'template.key'),
    auditSealFile: path.join(dataDir, 'audit.seal'),
  };
  const stores: Store[] = [];
  for (let i = 0; i < 2; i++) stores.push(await openTestStore({ ...files, busyTimeoutMs: 60_000 }));
  t.teardown(() => Promise.all(stores.map((store) => store.close())));
  const { db } = stores[0]!;
  await openTemplateCipher(db, files.templateKeyFile);
  const cipher = new RecordCipher(files.templateKeyFile);
  await cipher.readKey();
  const log = createLogger('silent');
  const names = { nameOf: () => null, learn: async () => {} };
  const ledgers = stores.map((store) => {
    const board = new DeskBoard({
      db: store.db,
      cipher,
      names,
      places: names,
      onVisitEnd: null,
      log,
    });
    return createLedger(store.db, approvalMark, [board.ledgerHook], recordVerdict);
  });
  const cards = async () => (await db.selectFrom('desk_cards').select('jobId').execute()).length;
  const onRecord = async (jobId: string) => {
    const events = db.selectFrom('audit_events').select('details').where('subject', '=', jobId);
    return (await events.execute()).map(({ details }) => JSON.parse(details) as unknown);
  };

  await t.test('of many decisions on one job the first is stored, and all hear it', async (t) => {
    const decisions = Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? letIn : held)('one'));
    const given = await Promise.all(
      decisions.map((decision, i) => ledgers[i % 2]!.record(decision, signIn('one'))),
    );
    const stored = await ledgers[0]!.find('one');
    for (const each of given) t.same(each, stored);
    const { verdict, reason } = stored!;
    t.same(await onRecord('one'), [{ verdict, reason }]);
    t.equal(await cards(), verdict === 'review' ? 1 : 0);
  });

  await t.test('decisions on many jobs are all stored, each with what belongs to it', async (t) => {
    const before = await cards();
    const jobs = Array.from({ length: 40 }, (_, i) => `job-${i}`);
    const given = await Promise.all(
      jobs.map((jobId, i) => ledgers[i % 2]!.record((i % 4 ? held : letIn)(jobId), signIn(jobId))),
    );
    for (const [i, jobId] of jobs.entries()) {
      const { verdict, reason, checks } = given[i]!;
      t.equal(verdict, i % 4 ? 'review' : 'approved');
      t.same(await ledgers[i % 2]!.find(jobId), given[i]);
      t.same(checks, i % 4 ? [] : letIn(jobId).checks);
      t.same(await onRecord(jobId), [{ verdict, reason }]);
    }
    t.equal(await cards(), before + 30);
  });

  await t.test('what Envoy was told in the end is stored by several at once', async (t) => {
    await ledgers[0]!.record(letIn('told'), signIn('told'));
    const given = { isAnswered: true };
    await Promise.all(ledgers.map((ledger) => ledger.record(held('told'), signIn('told'), given)));
    t.match(await findSignIn(db, 'told'), { verdict: 'review', reason: 'no_face' });
    t.same((await ledgers[0]!.find('told'))?.checks, []);
    t.equal((await onRecord('told')).length, 2);
  });

  const { faults, events } = await verifyRecord({ db, ...files });
  t.ok(events > 40);
  t.same(
    faults.filter(({ code }) => !code.startsWith('seal')),
    [],
    'the chain of the record is whole',
  );

  // Writes as anyone with database access can: a review becomes an approval, and a sign-in has no record.
  for (const jobId of ['job-1', 'told', 'from nowhere']) {
    await ledgers[0]!.record(held(jobId), signIn(jobId));
    const verdict = { verdict: 'approved', reason: 'matched' };
    await db.updateTable('sign_ins').set(verdict).where('jobId', '=', jobId).execute();
  }
  const forged = (await verifyRecord({ db, ...files })).faults.flatMap(({ jobId }) => jobId ?? []);
  t.strictSame(forged.sort(), ['from nowhere', 'job-1', 'told']);
});
