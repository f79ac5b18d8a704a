import path from 'node:path';
import { once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { Visitor } from '../../lab/simulate/held-sign-in.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import type { NewEntry } from '#server/watchlist/entry.ts';

const { womanA, womanB, guest2, guest3, guest4 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const bea = { name: 'Bea Moreau', email: 'bea@example.com' };
const nothing: NewEntry = {
  name: null,
  aliases: [],
  birthDate: null,
  country: null,
  email: null,
  domain: null,
  phone: null,
  company: null,
  note: 'house ban',
  legalBasis: null,
  expiresAt: null,
};

const policy = `
rules:
  - name: with a ticket
    when: { flow: Ticket }
    checks:
      face:
      watchlist:
      document: { answers: [{ question: Ticket }] }
  - name: list only
    when: { flow: List }
    checks: { watchlist: }
default:
  checks:
    watchlist:
    face:
`;

t.test('what was recorded of a visitor is looked up, whatever they typed', async (t) => {
  const folder = t.testdir({ 'policy.yaml': policy });
  const trial = await Trial.start(path.resolve(folder), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  await trial.enrol(bea, [await cropPhoto(guest2)]);
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(womanB, 12) });
  const list = async (entry: Partial<NewEntry>) => {
    const result = await addToWatchlist(db, 'command:test', { ...nothing, ...entry });
    if (result.state === 'refused') throw new Error(JSON.stringify(result));
    return result.id;
  };
  let job = 0;
  const visit = async (visitor: Visitor) => {
    const jobId = `job-${++job}`;
    const { status } = await trial.signIn({ ...visitor, jobId });
    const row = await findSignIn(db, jobId);
    const checks = await checksOf(db, jobId);
    const said = Object.fromEntries(checks.map(({ check, reason }) => [check, reason]));
    return { status, reason: row?.reason, note: row?.note, said };
  };
  const hit = { status: 412, reason: 'watchlist_hit' };

  await list({ name: 'Somebody Listed' });
  t.equal((await visit(anna)).status, 200, 'nobody of these is listed yet');

  t.test('by the recorded name, when another one was typed', async (t) => {
    const id = await list({ name: 'Bea Moreau' });
    const answer = await visit({ name: 'Ruth Harmless', email: bea.email });
    t.match(answer, { ...hit, said: { face: 'name_differs' } });
    t.match(answer.note, `Entry ${id} of your own list, by name. Not by what the visitor typed`);
  });

  t.test('by the recorded e-mail, when none was typed', async (t) => {
    const id = await list({ email: anna.email });
    kiosk.show(await webcamFrames(womanB, 12));
    const outcome = once(kiosk, 'outcome');
    t.match(await visit({ name: anna.name, email: null }), {
      ...hit,
      note: `Entry ${id} of your own list, by email.`,
      said: { face: 'matched' },
    });
    t.same(await outcome, ['please_wait'], 'the screen says what it says of any review');
  });

  t.test('also when another check ends the capture', async (t) => {
    const visitor = { name: anna.name, email: null, flow: 'Ticket' };
    const said = { face: 'not_finished', document: 'document_missing', watchlist: hit.reason };
    t.match(await visit(visitor), { ...hit, said });
    const wrongName = { ...anna, name: 'Ruth Harmless', email: bea.email, flow: 'Ticket' };
    t.match(await visit(wrongName), { ...hit, said: { watchlist: hit.reason } });
  });

  t.test('also where no face is asked for', async (t) => {
    t.match(await visit({ name: 'Ruth Harmless', email: bea.email, flow: 'List' }), hit);
    t.match(await visit({ name: 'Ruth Harmless', email: null, flow: 'List' }), { status: 200 });
  });

  t.test('of several with one name, of the one whose face it is', async (t) => {
    // Without e-mail addresses on record, the name alone would mean only one of the two.
    await trial.enrol({ name: 'Kim Park', email: 'kim3@example.com' }, [await cropPhoto(guest3)]);
    await trial.enrol({ name: 'Kim Park', email: 'kim4@example.com' }, [await cropPhoto(guest4)]);
    await list({ email: 'kim4@example.com' });
    const kim = { name: 'Kim Park', email: null };
    kiosk.show(await webcamFrames(guest3, 12));
    t.match(await visit(kim), { status: 200, said: { watchlist: 'passed' } });
    kiosk.show(await webcamFrames(guest4, 12));
    t.match(await visit(kim), { ...hit, said: { face: 'matched' } });
    kiosk.show(await webcamFrames(guest2, 12));
    t.match(await visit(kim), hit, 'and of each when it is none of them');
  });
});
