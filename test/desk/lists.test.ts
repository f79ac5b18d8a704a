import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import { listProposedLists } from '#server/watchlist/follow/followed-list-rows.ts';
import { listWatchlists } from '#server/store/tables/watchlists.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { unList } from '../watchlist/publisher.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

t.test('a manager decides at the desk about a list that has lost many entries', async (t) => {
  const desk = await startDesk(t);
  const { db, dataDir } = desk;
  const url = await desk.listen();
  const bring = (people: number, day: string) => {
    const main = path.join(dataDir, 'un.xml');
    writeFileSync(main, unList(day, people));
    const now = new Date(`${day}T12:00:00Z`);
    const list = { source: 'un' as const, file: main, isKeptBeside: true, now };
    return importList(db, 'command:test', list);
  };
  const logIn = async (role: DeskRole) => {
    const { link } = await desk.add(`Some ${role}`, role);
    const browser = new DeskBrowser(url);
    await browser.post('/desk/api/set-password', { link, password: 'four plain words here' });
    return browser;
  };
  await bring(40, '2026-11-20');
  t.match(await bring(20, '2026-11-21'), { isProposed: true });
  const reception = await logIn('reception');
  const manager = await logIn('manager');
  const question = /^The new list un of 2026-11-21 has 20 entries, the one in force 40/;
  const [{ listId } = { listId: 0 }] = await listProposedLists(db);
  const shownTo = async (browser: DeskBrowser) =>
    JSON.parse((await browser.get('/desk/api/lists')).text) as unknown;
  t.match(await shownTo(reception), [{ listId, list: 'un', question }]);

  const decide = (browser: DeskBrowser, decision: unknown, id: unknown = listId) =>
    browser.post(`/desk/api/lists/${String(id)}`, { decision });
  t.match(await decide(reception, 'accept'), { status: 403 });
  t.match(await decide(new DeskBrowser(url), 'accept'), { status: 401 });
  t.match(await decide(manager, 'burn'), { status: 400 });
  t.match(await decide(manager, 'accept', 'un'), { status: 400 });
  t.match(await decide(manager, 'accept', listId + 1), { status: 409 });
  t.match(await listWatchlists(db), [{ entries: 40 }], 'nothing was changed');

  t.match(await decide(manager, 'accept'), { status: 200, json: { list: 'un' } });
  t.match(await listWatchlists(db), [{ entries: 20 }]);
  t.match(await decide(manager, 'accept'), { status: 409 }, 'once');
  const events = await db.selectFrom('audit_events').select(['action', 'actor']).execute();
  t.match(events.at(-1), { action: 'watchlist_imported', actor: /^desk:/ });

  await bring(5, '2026-11-22');
  const [{ listId: next } = { listId: 0 }] = await listProposedLists(db);
  t.match(await decide(manager, 'reject', next), { status: 200 });
  t.match(await listWatchlists(db), [{ entries: 20 }]);
  t.same(await shownTo(manager), []);
});
