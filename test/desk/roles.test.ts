import t from 'tap';
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
    reception: ['see', 'see_to', 'let_in', 'correct', 'read_history', 'test_lobby'],
    manager: [...deskActs],
    auditor: ['see', 'read_history'],
  });
});
