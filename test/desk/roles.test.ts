import t from 'tap';
import { publishConsentText } from '#server/people/consent.ts';
import { closeDeskCards, joinVisit, putDeskCard } from '#server/store/tables/desk-cards.ts';
import { insertSignIn, type SignInRow } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { deskGuard } from '#server/desk/accounts/desk-guard.ts';
import { deskActs, deskRoles } from '#server/protocol/desk-account-messages.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

t.test('reception sees to visitors, managers enrol and erase, auditors read', async (t) => {
  const desk = await startDesk(t);
  for (const act of deskActs) {
    const onRequest = deskGuard(desk.sessions, act);
    desk.app.post(`/desk/api/try/${act}`, { onRequest }, () => ({ done: true }));
  }
  const url = await desk.listen();
  const may: Record<string, string[]> = {};
  for (const role of deskRoles) {
    const { link } = await desk.add(`Some ${role}`, role);
    const browser = new DeskBrowser(url);
    const set = { link, password: 'four plain words here' };
    const me = (await browser.post('/desk/api/set-password', set)).json;
    const done: string[] = [];
    for (const act of deskActs) {
      const { status } = await browser.post(`/desk/api/try/${act}`);
      t.ok(status === 200 || status === 403);
      if (status === 200) done.push(act);
    }
    t.same(me['may'], done, 'the page is told what holds');
    may[role] = done;
  }
  t.same(may, {
    reception: ['see', 'see_to', 'let_in', 'read_history', 'test_lobby', 'confirm_camera'],
    manager: [...deskActs],
    auditor: ['see', 'read_history', 'read_numbers'],
  });
});

t.test('reception may offer to enrol where a setting says so, and no more than that', async (t) => {
  const desk = await startDesk(t, { receptionOffers: true });
  const { db } = desk;
  const url = await desk.listen();
  const { link } = await desk.add('Rik Reception', 'reception');
  const browser = new DeskBrowser(url);
  const set = { link, password: 'four plain words here' };
  const me = (await browser.post('/desk/api/set-password', set)).json;
  t.ok((me['may'] as string[]).includes('offer'));
  t.notOk((me['may'] as string[]).includes('enrol'));
  await publishConsentText(db, { version: '1', text: 'I agree.' }, 'command:test');
  await insertSignIn(db, decidedSignIn('job', { verdict: 'review', reason: 'not_enrolled' }));
  const contents = desk.desk.cipher.seal({ visitor: 'Zoë Visitor' }, 'job');
  await putDeskCard(db, { jobId: 'job', personId: null, contents, heldAt: new Date() });
  const claim = await browser.get('/desk/api/cards/job/claim');
  t.match(claim, { status: 200, json: { name: 'Zoë Visitor' } });
  const asked = { name: 'Zoë Visitor', recordId: null, screenId: 'none', documentChecked: true };
  const offer = (more = {}) => browser.post('/desk/api/cards/job/offer', { ...asked, ...more });
  t.match(await offer(), { status: 404, json: { message: /no such screen/ } }, 'it may offer');
  t.match(await offer({ twinOf: ['id'] }), {
    status: 403,
    json: { message: /Only a manager may say/ },
  });
  t.match(await browser.post('/desk/api/people/camera', {}), { status: 403 });
  t.match(await browser.post('/desk/api/people/id/withdraw'), { status: 403 });
});

t.test('an act that the page has no button for is refused, and changes nothing', async (t) => {
  const desk = await startDesk(t);
  const { db } = desk;
  const { link } = await desk.add('Mia Manager', 'manager');
  const browser = new DeskBrowser(await desk.listen());
  await browser.post('/desk/api/set-password', { link, password: 'four plain words here' });
  await publishConsentText(db, { version: '1', text: 'I agree.' }, 'command:test');
  const now = new Date();
  const put = async (jobId: string, signIn: Partial<SignInRow> = {}) => {
    const held = { verdict: 'review', reason: 'not_enrolled' } as const;
    await insertSignIn(db, decidedSignIn(jobId, { ...held, ...signIn }));
    const contents = desk.desk.cipher.seal({ visitor: 'Zoë Visitor' }, jobId);
    await putDeskCard(db, { jobId, personId: null, contents, heldAt: now });
  };
  await put('waits');
  await put('alarm', { reason: 'watchlist_hit' });
  await put('closed');
  await closeDeskCards(db, ['closed'], { outcome: 'signed_out', now });
  await put('erased');
  await db
    .updateTable('desk_cards')
    .set({ contents: null })
    .where('jobId', '=', 'erased')
    .execute();
  await put('let-in', { verdict: 'approved', reason: 'not_required' });
  await put('before');
  await put('alarm-since', { reason: 'watchlist_hit' });
  await joinVisit(db, 'alarm-since', { firstJobId: 'before', personId: null });
  await closeDeskCards(db, ['before'], { outcome: 'held_again', now });

  const asked = { name: 'Zoë Visitor', recordId: null, screenId: 'none', documentChecked: true };
  const acts = {
    claim: (card: string) => browser.get(`${card}/claim`),
    offer: (card: string) => browser.post(`${card}/offer`, asked),
    enrolled: (card: string) => browser.post(`${card}/outcome`, { outcome: 'enrolled' }),
    note: (card: string) => browser.call('PUT', `${card}/note`, { note: 'Late', was: '' }),
    presence: (card: string) => browser.call('PUT', `${card}/presence`, { isWithThem: true }),
    message: (card: string) =>
      browser.post(`${card}/message`, { to: 'lobby', text: 'Come.', seen: 0 }),
    facts: (card: string) => browser.get(`${card}/facts`),
  };
  const isOver = { presence: 'already_so', message: 'already_so' };
  const hasNone = 'no_such_card';
  const refusals: Record<string, { [act in keyof typeof acts]?: string }> = {
    waits: { enrolled: 'nobody_enrolled' },
    alarm: { claim: 'offer_alarm', offer: 'offer_alarm', enrolled: 'nobody_enrolled' },
    closed: isOver,
    erased: { offer: 'document_name_differs', note: hasNone, message: hasNone },
    'let-in': {
      ...{ claim: hasNone, offer: hasNone, enrolled: hasNone, note: hasNone },
      ...{ presence: hasNone, message: hasNone, facts: hasNone },
    },
    before: { ...isOver, claim: 'offer_alarm', offer: 'offer_alarm', note: 'already_so' },
  };
  const stored = async () => [
    await db.selectFrom('desk_cards').selectAll().orderBy('jobId').execute(),
    await db.selectFrom('audit_events').selectAll().execute(),
  ];
  const before = await stored();
  for (const [jobId, refused] of Object.entries(refusals)) {
    for (const [act, error] of Object.entries(refused)) {
      const { json } = await acts[act as keyof typeof acts](`/desk/api/cards/${jobId}`);
      t.match(json, { error, message: /\.$/ }, `${jobId}: ${act}`);
    }
  }
  t.same(await stored(), before);
});
