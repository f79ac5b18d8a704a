import t, { type Test } from 'tap';
import type { Visitor } from '../../lab/simulate/held-sign-in.ts';
import { isSameVisit, type OpenedSignIn } from '#server/desk/board/same-visit.ts';
import type { HistoryPage, Story } from '#server/protocol/desk-history-messages.ts';
import type { Decision } from '#server/sign-in/decision.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { findDeskCard, waitingDeskCards } from '#server/store/tables/desk-cards.ts';
import { untilTrue } from '../postgres/installation.ts';
import { mailInTest } from './messages-by-mail.ts';
import { startRingingDesk, type FaceCheck } from './ringing-desk.ts';

const zoe = { name: 'Zoë Walk-In', email: 'zoe@example.com' };

/** Holds every visitor as not enrolled, but lets deliveries in. */
const check: FaceCheck = {
  name: 'face',
  run: async ({ flowName }) =>
    flowName === 'Delivery'
      ? { passed: true, reason: 'not_required' }
      : { passed: false, reason: 'not_enrolled' },
};

/** The desk and Envoy's listener, with a receptionist. */
async function place(t: Test, more: { notifyFile?: string } = {}) {
  const decided: ((decision: Decision) => void)[] = [];
  const { desk, hook, enter } = await startRingingDesk(t, {
    checks: [check],
    ...{ askDesk: false, ...more },
    onDecided: [(decision) => decided.forEach((tell) => tell(decision))],
  });
  decided.push(desk.desk.decided);
  const { db, dataDir } = desk;
  const { browser: ann } = await enter('Ann Reception');
  const signIn = async (jobId: string, visitor: Partial<Visitor> = {}) =>
    (await hook.signIn({ ...zoe, entryId: `entry-${jobId}`, jobId, ...visitor })).status;
  const say = (jobId: string, outcome: string | null) =>
    ann.post(`/desk/api/cards/${jobId}/outcome`, { outcome });
  const cardOf = async (jobId: string) =>
    ((await ann.get(`/desk/api/history/${jobId}`)).json as unknown as Story).card;
  const waiting = async () => {
    const cards = await waitingDeskCards(db, { since: new Date(0), limit: 100 });
    return cards.map(({ jobId }) => jobId).reverse();
  };
  const outcomeOf = async (jobId: string) => (await findDeskCard(db, jobId))?.outcome;
  return { desk, db, dataDir, ann, signIn, say, cardOf, waiting, outcomeOf };
}

t.test('somebody who is held again has one card, which knows of the first time', async (t) => {
  const { db, ann, signIn, say, cardOf, waiting } = await place(t);
  const again = { entryId: 'entry-first' };
  t.equal(await signIn('first'), 412);
  const note = { note: 'Has a blue passport' };
  await ann.call('PUT', '/desk/api/cards/first/note', { ...note, was: '' });
  t.equal(await signIn('second', again), 412);
  await untilTrue(async () => (await waiting()).length === 1);
  t.match(await cardOf('second'), { ...note, outcome: null, earlier: [{ jobId: 'first' }] });
  t.match(await cardOf('first'), { outcome: 'held_again', seenBy: null, earlier: { length: 0 } });
  t.match((await auditEventsAbout(db, 'first')).at(-1), {
    action: 'desk_closed',
    details: /held_again/,
  });
  t.match(await say('first', 'let_in'), { status: 409 }, 'a press on what stood there before');
  t.equal(await signIn('third', again), 412);
  await untilTrue(async () => (await waiting()).length === 1);
  t.match(await cardOf('third'), { earlier: [{ jobId: 'first' }, { jobId: 'second' }] });

  t.match(await say('first', null), { status: 200 }, 'they are two people after all');
  t.same(await waiting(), ['first', 'third']);
  t.match(await cardOf('third'), { earlier: { length: 0 } });
  t.equal(await signIn('fourth', again), 412);
  t.same((await waiting()).length, 3, 'whichever of the two it was');
});

t.test('who may be somebody else has a card of their own', async (t) => {
  const { signIn, waiting } = await place(t);
  await signIn('zoe');
  await signIn('the-same-words');
  await signIn('other-mail', { email: 'zoe@other.example' });
  await signIn('no-mail', { email: null });
  await signIn('no-mail-either', { email: null });
  await signIn('other-name', { name: 'Zoë Walker' });
  await signIn('other-host', { host: 'Another Host' });
  await signIn('staff', { employeeId: 'B-1' });
  t.same((await waiting()).length, 8);
});

t.test('what is typed at another entry closes no card, and Envoy’s own entry does', async (t) => {
  const { ann, signIn, outcomeOf, cardOf } = await place(t);
  t.equal(await signIn('held'), 412);
  t.equal(await signIn('same-words', { flow: 'Delivery' }), 200);
  t.equal(await signIn('same-entry', { flow: 'Delivery', entryId: 'entry-held' }), 200);
  await untilTrue(async () => (await outcomeOf('held')) !== null);
  t.equal(await outcomeOf('held'), 'let_in_later');
  const { entries } = (await ann.get('/desk/api/history?answer=let_in'))
    .json as unknown as HistoryPage;
  const letIn = { visitor: zoe.name, host: 'Grace Host', seenAt: null, outcome: null };
  t.match(entries, [letIn, letIn], 'who came in without a check has a name');
  t.equal(await cardOf('same-words'), null);
});

t.test('whether two holds are of one visit', async (t) => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 28, 9, minutes));
  const one: OpenedSignIn = {
    signIn: {
      ...{ jobId: 'one', contents: null, note: null, heldAt: at(1), receivedAt: at(0) },
      ...{
        seenAt: null,
        seenBy: null,
        outcome: null,
        firstJobId: null,
        withBy: null,
        withAt: null,
        kind: 'visitor',
      },
      ...{ entryId: 'one', deviceId: '88', locationId: '1', reason: 'no_face' },
      claimedPersonId: null,
    },
    contents: {
      ...{ visitor: 'Zoë', host: 'Grace', location: null, email: 'zoe@example.com' },
      ...{
        employeeId: null,
        phone: null,
        company: null,
        hostEmail: null,
        zone: null,
        document: null,
      },
      unansweredSince: null,
    },
  };
  type Change = Partial<OpenedSignIn['signIn']>;
  const as = (change: Change): OpenedSignIn => ({ ...one, signIn: { ...one.signIn, ...change } });
  const later = { receivedAt: at(2), heldAt: at(3) };
  const doubted = { reason: 'no_match' };
  const listed = { reason: 'watchlist_hit' };
  const cases: [string, Change, Change, boolean][] = [
    ['tried again', {}, later, true],
    ['another entry', {}, { ...later, entryId: 'two' }, false],
    ['the same entry, though the face is another', {}, { ...later, ...doubted }, true],
    ['the same entry at another iPad', {}, { ...later, ...doubted, deviceId: '9' }, false],
    ['the same entry, an alarm before', listed, later, false],
  ];
  for (const [name, before, after, isSame] of cases) {
    t.equal(isSameVisit(as(before), as(after)), isSame, name);
  }
});

t.test('the host is told, in words that were shown', async (t) => {
  const { mail, notifyFile } = await mailInTest(t);
  const { db, ann, signIn } = await place(t, { notifyFile });
  await signIn('zoe', { hostEmail: 'grace@acme.example', timezone: 'Asia/Tokyo' });
  await signIn('unknown-host', { name: 'Bo', email: null });
  const form = '/desk/api/cards/zoe/message';
  const places = [
    { name: 'the host', label: 'Grace Host (e-mail)' },
    { name: 'lobby', label: 'lobby (e-mail)' },
  ];
  const { json } = await ann.get(form);
  t.match(json, { places, visitor: 'Zoë Walk-In', messages: { length: 0 } });
  t.match((await ann.get('/desk/api/cards/unknown-host/message')).json, { places: [places[1]] });
  for (const body of [
    { to: 'the host', text: ' ', seen: 0 },
    { to: 'nowhere', text: 'Come.', seen: 0 },
  ]) {
    t.match(await ann.post(form, body), { status: 409 });
  }
  const toNobody = { to: 'lobby', text: 'x', seen: 0 };
  t.match(await ann.post('/desk/api/cards/nobody/message', toNobody), { status: 404 });
  const text = 'Zoë has forgotten her passport. Please come down.';
  t.match(await ann.post(form, { to: 'the host', text, seen: 0 }), { status: 200 });
  await untilTrue(() => mail.all.length === 1);
  t.match(mail.all, [{ to: ['grace@acme.example'], body: /forgotten her passport/ }]);
  t.match(mail.all[0]?.body, /When: .* GMT\+9/, 'in the time zone of the place');
  t.notMatch(mail.all[0]?.body, /enrolled|face/, 'not why');
  await untilTrue(async () => /"sent"/.test((await ann.get(form)).text));
  t.match((await ann.get(form)).json, { messages: [{ to: 'Grace Host', state: 'sent' }] });
  const acts = await auditEventsAbout(db, 'zoe');
  t.match(acts.at(-1), { action: 'desk_wrote', actor: /^desk:/, details: /host/ });
});
