import { once } from 'node:events';
import path from 'node:path';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { signedDocument, type Visitor } from '../../lab/simulate/held-sign-in.ts';
import { createLogger } from '#server/ops/logging.ts';
import { openTestStore } from '../support/store.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import { listSecret, answerHit, startDatabase } from '../checks/remote-database.ts';

const policyFor = (url: string) => `
answers: { birthDate: Date of birth, employeeNumber: Badge }
dates: day-first
default:
  checks:
    face:
    watchlist:
    remote_list: { url: '${url}', fields: [name, birthDate] }
    document:
      answers: [{ question: Ticket }]
      legalDocuments: { agreement: 1188, name: Site rules }
`;

t.test('every check that a policy requires, side by side through the hook', async (t) => {
  const database = await startDatabase(t, answerHit(false));
  const folder = t.testdir({ 'policy.yaml': policyFor(database.url) });
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  const nothing = { aliases: [], country: null, email: null, domain: null, phone: null };
  const listed = { name: 'Boris Listed', birthDate: '1970-01-02', note: 'barred after a theft' };
  await addToWatchlist(store.db, 'command:test', {
    ...nothing,
    ...listed,
    company: null,
    legalBasis: null,
    expiresAt: null,
  });
  await store.close();

  const trial = await Trial.start(folder, createLogger('silent'), {
    VESTIBULE_DEADLINE_SECONDS: '20',
    REMOTE_LIST_SECRET: listSecret,
  });
  t.teardown(() => trial.stop());
  const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });

  let count = 0;
  const form = (birthDate: string) => [
    { field: 'Ticket', value: 'CHG-1' },
    { field: 'Date of birth', value: birthDate },
  ];
  const ask = async (visitor: Partial<Visitor> & { name: string }) => {
    const jobId = `job ${++count}`;
    const legalDocs = [signedDocument('1188')];
    const answers = form('05/06/1985');
    const { status } = await trial.signIn({ answers, legalDocs, jobId, ...visitor });
    const stored = await findSignIn(trial.service.db, jobId);
    const checks = await checksOf(trial.service.db, jobId);
    return {
      status,
      reason: stored?.reason,
      said: Object.fromEntries(checks.map(({ check, reason }) => [check, reason])),
    };
  };

  t.test('all passed: let in', async (t) => {
    t.same(await ask(anna), {
      status: 200,
      reason: 'matched',
      said: {
        face: 'matched',
        watchlist: 'passed',
        remote_list: 'passed',
        document: 'passed',
        recent: 'passed',
      },
    });
    t.match(database.asked[0]?.data, { name: anna.name, birthDate: '1985-06-05' });
  });

  t.test('somebody on the own list is held for that, discreetly', async (t) => {
    const boris = { name: 'LISTED, Boris', answers: form('02.01.1970') };
    t.match(await ask(boris), { status: 412, reason: 'watchlist_hit' });
    // A typed birth date clears a visitor with a similar name, but never one with the same name.
    const namesake = { name: 'Boris Listed', answers: form('31 December 1999') };
    t.match(await ask(namesake), { status: 412, reason: 'watchlist_hit' });
    const alike = { name: 'Borys Listed', answers: form('31 December 1999') };
    t.match(await ask(alike), { reason: 'not_enrolled', said: { watchlist: 'passed' } });
  });

  t.test(
    'a hit elsewhere holds somebody whose face matches, and the screen says nothing of it',
    async (t) => {
      database.answerWith(answerHit(true));
      const outcome = once(kiosk, 'outcome');
      t.match(await ask(anna), {
        status: 412,
        reason: 'watchlist_hit',
        said: { face: 'matched', remote_list: 'watchlist_hit' },
      });
      t.same(await outcome, ['please_wait']);
      database.answerWith(answerHit(false));
    },
  );

  t.test('a document that is missing ends the look, and is told', async (t) => {
    t.match(await ask({ ...anna, legalDocs: [] }), {
      status: 412,
      reason: 'document_missing',
      said: { face: 'not_finished', document: 'document_missing', watchlist: 'passed' },
    });
  });

  t.test('a list that never answers does not hold up the answer', async (t) => {
    database.answerWith(() => {});
    t.match(await ask(anna), {
      status: 412,
      reason: 'watchlist_unreachable',
      // On a busy machine the face check may still run when the list times out.
      said: { face: /^(matched|not_finished)$/, document: 'passed' },
    });
  });
});
