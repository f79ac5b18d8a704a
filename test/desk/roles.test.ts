import t from 'tap';
import { publishConsentText } from '../../server/people/consent.ts';
import { putDeskCard } from '../../server/store/tables/desk-cards.ts';
import { insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { deskGuard } from '../../server/desk/accounts/desk-guard.ts';
import { deskActs, deskRoles } from '../../server/protocol/desk-account-messages.ts';
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
