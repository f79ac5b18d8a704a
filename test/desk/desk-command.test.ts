import path from 'node:path';
import t from 'tap';
import { openTestStore } from '../support/store.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

t.test('accounts are added, listed, changed and revoked', async (t) => {
  const folder = t.testdir({});
  const desk = (...args: string[]) => run(folder, ['desk', ...args]);
  t.match(await desk('list'), { code: 0, out: /Nobody may use the desk yet/ });
  const added = await desk('add', 'Ada Example', '--role', 'reception');
  t.match(added, { code: 0, out: /http:\/\/127\.0\.0\.1:8788\/desk\/#link=[\w-]{43}\n/ });
  t.match(added.out, 'with the login ada.example');
  t.match(await desk('add', 'ada example', '--role', 'auditor'), { code: 1, err: /--login/ });
  const other = ['--role', 'auditor', '--login', 'Ada@Acme.Example'];
  t.match(await desk('add', 'Ada Example', ...other), { code: 0, out: /ada@acme\.example/ });
  const listed = (await desk('list')).out;
  t.match(listed, /Ada Example +│ ada\.example +│ reception │ link not used/);
  t.match(await desk('role', 'Ada Example', 'manager'), { code: 1, err: /can mean 2 accounts/ });
  t.match(await desk('role', 'ADA.EXAMPLE', 'manager'), { code: 0, out: /log in again/ });
  t.match(await desk('role', 'ada.example', 'manager'), { code: 1, err: /already/ });
  t.match(await desk('role', 'ada.example', 'owner'), { code: 2, err: /reception, manager/ });
  t.match(await desk('revoke', 'ada.example'), { code: 0, out: /Revoked "Ada Example"/ });
  t.match(await desk('revoke', 'ada.example'), { code: 1, err: /There are: ada@acme\.example/ });
  t.match(await desk('link', 'ada.example'), { code: 1 });
  t.notMatch((await desk('list')).out, 'ada.example ');
  t.match((await desk('list', '--all')).out, /ada\.example +│ manager +│ revoked/);
  t.match(await desk('revoke', 'ada.example', '--undo'), { code: 0, out: /#link=/ });
  t.match(await run(folder, ['audit', 'verify']), { code: 0 });
});

t.test('a mistake is told in its sentence, and changes nothing', async (t) => {
  const folder = t.testdir({});
  const desk = (...args: string[]) => run(folder, ['desk', ...args]);
  t.match(await desk('add', 'Ada'), { code: 2, err: /--role/ });
  t.match(await desk('add', 'Ada', '--role', 'boss'), { code: 2, err: /reception, manager/ });
  for (const [name, sentence] of [
    [' ', /1 to 80 printable/],
    ['A\u001b[31m', /1 to 80 printable/],
    ['n'.repeat(81), /1 to 80 printable/],
  ] as const) {
    t.match(await desk('add', name, '--role', 'manager'), { code: 1, err: sentence });
  }
  const spaced = ['--role', 'manager', '--login', 'with space'];
  t.match(await desk('add', 'Ada', ...spaced), { code: 1, err: /letters a to z/ });
  t.match(await desk('list'), { out: /Nobody/ });
  const named = await desk('add', '山田 太郎', '--role', 'manager');
  t.match(named, { code: 0, out: /with the login shan\.?tian/ });
});

t.test('a link that the command prints works in the service that runs', async (t) => {
  const folder = t.testdir({ data: {} });
  const { listen } = await startDesk(t, { dataDir: path.join(folder, 'data') });
  const browser = new DeskBrowser(await listen());
  const { code, json } = await runJson(folder, ['desk', 'add', 'Ada Example', '--role', 'auditor']);
  t.match({ code, json }, { code: 0, json: { ok: true, account: { login: 'ada.example' } } });
  const link = new URL(json['link'] as string).hash.replace('#link=', '');
  const answer = await browser.post('/desk/api/set-password', {
    link,
    password: 'four plain words',
  });
  t.match(answer, { status: 200, json: { may: ['see', 'read_history'] } });
  t.match(await runJson(folder, ['desk', 'list']), {
    json: { accounts: [{ name: 'Ada Example', state: 'active', lastLoginAt: String }] },
  });
  const store = await openTestStore({
    databaseFile: path.join(folder, 'data', 'vestibule.sqlite'),
  });
  t.teardown(() => store.close());
  const actors = await store.db.selectFrom('audit_events').select('actor').execute();
  t.ok(actors.some(({ actor }) => actor.startsWith('command:')));
});

t.test('the link is for the address at which others reach the page', async (t) => {
  const settings = {
    VESTIBULE_LOBBY_ORIGINS: 'https://lobby.example,https://10.0.0.5:8788',
    COLUMNS: '80',
  };
  const add = ['desk', 'add', 'Ada Example', '--role', 'manager'];
  const { out } = await run(t.testdir({}), add, settings);
  t.match(out, /https:\/\/lobby\.example\/desk\/#link=/);
  t.match(out, /https:\/\/10\.0\.0\.5:8788\/desk\/#link=/);
});
