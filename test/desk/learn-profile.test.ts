import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { heldSignIn, type Visitor } from '../../scripts/simulate/held-sign-in.ts';
import { learnProfileAtSignIn } from '../../server/checks/face/profile-claim.ts';
import { DeskBoard } from '../../server/desk/board/board.ts';
import { signInFrom } from '../../server/envoy/payload.ts';
import { RecordCipher } from '../../server/keys/record-cipher.ts';
import { noDetails } from '../../server/people/person-details.ts';
import { decide, review } from '../../server/sign-in/decision.ts';
import { createLedger } from '../../server/sign-in/ledger.ts';
import { openStore } from '../support/store.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';

/** The desk's board over a real file, and the ledger that puts its cards there. */
async function place(t: Test) {
  const folder = t.testdir({});
  const store = await openStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const keyFile = path.join(folder, 'template.key');
  await openTemplateCipher(db, keyFile);
  const cipher = new RecordCipher(keyFile);
  await cipher.readKey();
  const log = pino({ level: 'silent' });
  const entriesUrl = 'https://dashboard.example/entries';
  const names = { nameOf: () => null, learn: async () => {} };
  const board = new DeskBoard({ db, cipher, names, places: names, entriesUrl, log });
  const ledger = createLedger(db, [board.ledgerHook, learnProfileAtSignIn]);
  const now = new Date();
  for (const id of ['ada', 'bo']) {
    const details = { ...noDetails, name: id, nameFolded: id, emailFolded: null, consent: 'form' };
    await insertPerson(db, { id, ...details, consentAt: now, createdAt: now });
  }
  const signIn = (jobId: string, visitor: Partial<Visitor> = {}) => {
    const read = signInFrom(heldSignIn({ name: 'Ada', profileId: 'p-1', jobId, ...visitor }), now);
    if (!read) throw new Error('not read');
    return read;
  };
  const learnt = async () =>
    (await db.selectFrom('visitor_profiles').selectAll().execute()).map(
      ({ profileId, personId, jobId }) => ({ profileId, personId, jobId }),
    );
  return { db, board, ledger, signIn, learnt, now };
}

const matched = {
  check: 'face',
  passed: true,
  reason: 'matched',
  milliseconds: 1,
  evidence: { personId: 'ada' },
} as const;

t.test('a profile is forgotten when Envoy was told a review after all', async (t) => {
  const { ledger, signIn, learnt, now } = await place(t);
  await ledger.record(decide('late', now, [matched]), signIn('late'));
  t.same(await learnt(), [{ profileId: 'p-1', personId: 'ada', jobId: 'late' }]);
  await ledger.record(review('late', now, 'timed_out'), signIn('late'), { isAnswered: true });
  t.same(await learnt(), []);

  await ledger.record(decide('first', now, [matched]), signIn('first'));
  await ledger.record(decide('second', now, [matched]), signIn('second'));
  await ledger.record(review('second', now, 'timed_out'), signIn('second'), { isAnswered: true });
  t.match(await learnt(), [{ jobId: 'first' }], 'not what another sign-in has shown');
});

t.test('a profile is learnt from nothing but a face, and stays whose it is', async (t) => {
  const { ledger, signIn, learnt, now } = await place(t);
  const seen = { ...matched, evidence: { personId: 'bo' } };
  const failed = {
    ...matched,
    check: 'document',
    passed: false,
    reason: 'document_missing',
  } as const;
  await ledger.record(decide('1', now, [{ ...matched, reason: 'not_required' }]), signIn('1'));
  await ledger.record(decide('2', now, [{ ...matched, check: 'document' }]), signIn('2'));
  await ledger.record(decide('3', now, [matched, failed]), signIn('3'));
  t.same(await learnt(), [], 'not when somebody was held for another reason');
  await ledger.record(decide('4', now, [matched]), signIn('4'));
  await ledger.record(decide('5', now, [seen]), signIn('5'));
  t.match(await learnt(), [{ personId: 'ada', jobId: '4' }]);
});
