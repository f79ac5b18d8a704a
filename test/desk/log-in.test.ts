import t, { type Test } from 'tap';
import { deskGuard } from '#server/desk/accounts/desk-guard.ts';
import {
  changeDeskRole,
  resolveDeskAccount,
  makeDeskLink,
} from '#server/desk/accounts/accounts.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { runInTurn as run } from '../support/in-turn.ts';
import { HandClock } from '../support/hand-clock.ts';
import { DeskBrowser, startDesk, type DeskOptions } from './start-desk.ts';

const password = 'four plain words here';

/** A listening desk, an account with a password, and its browser. */
async function signedIn(
  t: Test,
  options: DeskOptions = {},
  role: 'reception' | 'manager' = 'reception',
) {
  const desk = await startDesk(t, options);
  for (const act of ['see', 'erase'] as const) {
    desk.app.get(
      `/desk/api/test-${act}`,
      { onRequest: deskGuard(desk.sessions, act) },
      (request) => ({
        user: request.deskUser,
      }),
    );
  }
  const url = await desk.listen();
  const account = await desk.add('Ada Example', role);
  const browser = new DeskBrowser(url);
  const answer = await browser.post('/desk/api/set-password', { link: account.link, password });
  t.equal(answer.status, 200);
  return { ...desk, url, account, browser };
}

t.test('a one-time link sets the password once, and logs in', async (t) => {
  const { url, account, browser, db } = await signedIn(t);
  t.match((await browser.get('/desk/api/me')).json, {
    signedIn: true,
    user: { name: 'Ada Example', login: 'ada.example', role: 'reception' },
    may: ['see', 'see_to', 'let_in', 'read_history', 'test_lobby', 'confirm_camera'],
  });
  const other = new DeskBrowser(url);
  t.match(await other.post('/desk/api/set-password', { link: account.link, password }), {
    status: 403,
    json: { error: 'bad_link', message: /Ask a manager/ },
  });
  t.match((await other.get('/desk/api/me')).json, { signedIn: false, ways: { password: true } });
  t.match(await other.post('/desk/api/link', { link: account.link }), {
    status: 403,
    json: { error: 'bad_link' },
  });

  const { passwordHash } = await db
    .selectFrom('desk_accounts')
    .selectAll()
    .executeTakeFirstOrThrow();
  t.match(passwordHash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.equal((await db.selectFrom('desk_links').selectAll().execute()).length, 0);
});

t.test('login and password open a session, in any case of the login', async (t) => {
  const { url } = await signedIn(t);
  const browser = new DeskBrowser(url);
  const wrong = await browser.post('/desk/api/login', { account: 'ada.example', password: 'x' });
  t.match(wrong, { status: 403, json: { error: 'wrong_login' } });
  const nobody = await browser.post('/desk/api/login', { account: 'nobody', password });
  t.same(nobody.json, wrong.json, 'an unknown account is told apart by nothing');
  t.match(await browser.post('/desk/api/login', { account: ' ADA.Example', password }), {
    status: 200,
    json: { signedIn: true },
  });
  t.equal((await browser.post('/desk/api/logout')).status, 200);
  t.match((await browser.get('/desk/api/me')).json, { signedIn: false });
  t.equal((await browser.post('/desk/api/logout')).status, 401);
});

t.test('the token is in the cookie alone, and its hash in the database', async (t) => {
  const lines: string[] = [];
  const { browser, db } = await signedIn(t, { onLog: (line) => lines.push(line) });
  const token = browser.cookies.get(`vestibule_desk_${new URL(browser.url).port}`) ?? '';
  t.equal(Buffer.from(token, 'base64url').length, 32);
  t.match(browser.setCookies[0], /Path=\/desk; HttpOnly; SameSite=Strict$/);
  t.match(browser.setCookies[0], 'Max-Age=43200');
  const row = await db.selectFrom('desk_sessions').selectAll().executeTakeFirstOrThrow();
  t.notMatch(JSON.stringify(row), token);
  t.match(row.tokenHash, /^[0-9a-f]{64}$/);
  t.notMatch((await browser.get('/desk/api/me')).text, token);
  t.ok(lines.length > 0);
  for (const secret of [token, password, 'Ada', 'ada.example']) t.notMatch(lines.join(''), secret);
});

t.test('by TLS, the cookie is bound to the host and never travels without', async (t) => {
  const desk = await startDesk(t, { origins: ['https://lobby.example'] });
  const { link } = await desk.add('Ada Example');
  const answer = await desk.app.inject({
    method: 'POST',
    url: '/desk/api/set-password',
    headers: { host: 'lobby.example', origin: 'https://lobby.example' },
    payload: { link, password },
  });
  t.equal(answer.statusCode, 200);
  const [cookie] = answer.cookies;
  t.match(cookie, { path: '/', httpOnly: true, secure: true, sameSite: 'Strict' });
  t.equal(cookie?.name, '__Host-vestibule_desk');
  const me = (name: string) =>
    desk.app.inject({
      url: '/desk/api/me',
      headers: { host: 'lobby.example' },
      cookies: { [name]: cookie?.value ?? '' },
    });
  t.match((await me('__Host-vestibule_desk')).json(), { signedIn: true });
  t.match((await me('vestibule_desk')).json(), { signedIn: false });
});

t.test('a page of another origin can neither log in nor out', async (t) => {
  const { browser } = await signedIn(t);
  for (const route of ['login', 'logout', 'link', 'set-password']) {
    const answer = await browser.call('POST', `/desk/api/${route}`, {}, 'https://evil.example');
    t.match(answer, { status: 403, json: { error: 'foreign_origin' } });
  }
  t.match((await browser.get('/desk/api/me')).json, { signedIn: true });
});

t.test('what may not be a password is said, and the link goes on', async (t) => {
  const desk = await startDesk(t);
  const url = await desk.listen();
  const { link } = await desk.add('Ada Example');
  const browser = new DeskBrowser(url);
  for (const [tried, sentence] of [
    ['elevenchars', /at least 12/],
    ['n'.repeat(129), /at most 128/],
    ['aaaaaaaaaaaaaa', /different/],
    ['Ada Example 12', /own name/],
    ['with a line\nbreak', /letters, digits/],
  ] as const) {
    const answer = await browser.post('/desk/api/set-password', { link, password: tried });
    t.match(answer, { status: 422, json: { error: 'bad_password', message: sentence } });
  }
  t.match(await browser.post('/desk/api/set-password', { link }), {
    status: 400,
    json: { error: 'malformed' },
  });
  const long = '日本語のとても長い合い言葉です。'.repeat(8);
  t.equal([...long].length, 128);
  const taken = await browser.post('/desk/api/set-password', { link, password: long });
  t.equal(taken.status, 200);
});

t.test('of two who use a link at once, one gets the account', async (t) => {
  const desk = await startDesk(t);
  const url = await desk.listen();
  const { link } = await desk.add('Ada Example');
  const answers = await Promise.all(
    [1, 2].map(() => new DeskBrowser(url).post('/desk/api/set-password', { link, password })),
  );
  t.same(answers.map(({ status }) => status).sort(), [200, 403]);
});

t.test('a link ends after 24 hours, or with the next one', async (t) => {
  const clock = new HandClock();
  const desk = await startDesk(t, { clock });
  const url = await desk.listen();
  const account = await desk.add('Ada Example');
  const browser = new DeskBrowser(url);
  const set = (link: string) => browser.post('/desk/api/set-password', { link, password });
  const act = { actor: 'command:test', now: clock.now() };
  const resolved = await resolveDeskAccount(desk.db, 'ADA example');
  const second = await makeDeskLink(desk.db, resolved, act);
  t.match(await set(account.link), { status: 403 });
  await clock.turn(24 * 60 * 60_000);
  t.match(await set(second.token), { status: 403, json: { error: 'bad_link' } });
  const third = await makeDeskLink(desk.db, resolved, { ...act, now: clock.now() });
  const asked = await browser.post('/desk/api/link', { link: third.token });
  t.match(asked, { status: 200, json: { signedIn: false } }, 'asking does not use it up');
  t.match(await set(third.token), { status: 200 });
});

t.test('after wrong passwords an account is paused, over a restart too', async (t) => {
  const clock = new HandClock();
  const first = await signedIn(t, { clock });
  const browser = new DeskBrowser(first.url);
  const tried = await Promise.all(
    Array.from({ length: 8 }, () =>
      browser.post('/desk/api/login', { account: 'ada.example', password: 'wrong' }),
    ),
  );
  const codes = tried.map(({ json }) => json['error']).sort();
  t.same(codes, [...Array<string>(3).fill('paused'), ...Array<string>(5).fill('wrong_login')]);
  const events = await auditEventsAbout(first.db, first.account.id);
  t.ok(events.some(({ action }) => action === 'desk_log_in_paused'));
  await first.stop();

  const desk = await startDesk(t, { clock, dataDir: first.dataDir });
  const url = await desk.listen();
  const again = new DeskBrowser(url);
  const right = { account: 'ada.example', password };
  const refused = await again.post('/desk/api/login', right);
  t.match(refused, { status: 429, json: { error: 'paused', message: /a minute/ } });
  t.equal(refused.headers.get('retry-after'), '60');
  await clock.turn(60_000);
  t.match(await again.post('/desk/api/login', right), { status: 200 });
  t.match(
    await again.post('/desk/api/login', { ...right, password: 'wrong' }),
    { json: { error: 'wrong_login' } },
    'the right one has ended the count',
  );
  t.match(await again.post('/desk/api/login', right), { status: 200 });
});

t.test(
  'wrong passwords of others keep nobody out of a browser that they used before',
  async (t) => {
    const { url, browser } = await signedIn(t);
    const right = { account: 'ada.example', password };
    const wrong = { ...right, password: 'wrong' };
    const stranger = new DeskBrowser(url);
    for (let i = 0; i < 6; i++) await stranger.post('/desk/api/login', wrong);
    t.match(await stranger.post('/desk/api/login', right), { json: { error: 'paused' } });
    t.match(await browser.post('/desk/api/login', right), { status: 200 }, 'Ada, at her own desk');
    t.match(await stranger.post('/desk/api/login', right), { json: { error: 'paused' } });

    const copied = new DeskBrowser(url);
    const known = [...browser.cookies].find(([name]) => name.includes('desk_known'))!;
    copied.cookies.set(
      known[0],
      known[1].replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
    );
    t.match(await copied.post('/desk/api/login', right), { json: { error: 'paused' } }, 'forged');
  },
);

t.test('a known browser is paused after five wrong passwords, too', async (t) => {
  const { browser } = await signedIn(t);
  const wrong = { account: 'ada.example', password: 'wrong' };
  const codes: unknown[] = [];
  for (let i = 0; i < 6; i++) {
    codes.push((await browser.post('/desk/api/login', wrong)).json['error']);
  }
  t.same(codes, [...Array<string>(5).fill('wrong_login'), 'paused']);
});

t.test(
  'a login that nobody has is paused just so, and too many tries of an address end',
  async (t) => {
    const { url } = await signedIn(t);
    const browser = new DeskBrowser(url);
    const codes: unknown[] = [];
    for (let tries = 0; tries < 12; tries++) {
      const answer = await browser.post('/desk/api/login', { account: 'nobody', password });
      codes.push(answer.json['error']);
      if (tries === 11) t.ok(Number(answer.headers.get('retry-after')) > 0);
    }
    t.same(codes.slice(0, 5), Array(5).fill('wrong_login'));
    t.same(codes.slice(5, 10), Array(5).fill('paused'));
    t.same(codes.slice(10), Array(2).fill('too_many_tries'));
  },
);

t.test('each role does what it may, and nothing else', async (t) => {
  const { browser, url, account } = await signedIn(t);
  t.match(await browser.get('/desk/api/test-see'), {
    status: 200,
    json: { user: { accountId: account.id, name: 'Ada Example', role: 'reception' } },
  });
  t.match(await browser.get('/desk/api/test-erase'), {
    status: 403,
    json: { error: 'not_allowed', message: /another role/ },
  });
  t.match(await new DeskBrowser(url).get('/desk/api/test-see'), {
    status: 401,
    json: { error: 'not_signed_in' },
  });
  const manager = await signedIn(t, {}, 'manager');
  t.match(await manager.browser.get('/desk/api/test-erase'), { status: 200 });
});

t.test('a session ends after 12 hours', async (t) => {
  const clock = new HandClock();
  const { browser, sessions } = await signedIn(t, { clock });
  const ended: string[] = [];
  sessions.onRevoked((id) => ended.push(id));
  await clock.turn(12 * 60 * 60_000 - 1);
  t.equal((await browser.get('/desk/api/test-see')).status, 200);
  await clock.turn(1);
  t.equal((await browser.get('/desk/api/test-see')).status, 401);
  await sessions.check();
  t.equal(ended.length, 1);
});

t.test('whoever is revoked by the command is out at once, open pages too', async (t) => {
  const folder = t.testdir({ data: {} });
  const { browser, sessions, url } = await signedIn(t, { dataDir: `${folder}/data` });
  const { json } = await browser.get('/desk/api/test-see');
  const { sessionId } = json['user'] as { sessionId: string };
  const told = new Promise((resolve) => sessions.onRevoked(resolve));
  t.match(await run(folder, ['desk', 'revoke', 'ada.example']), { code: 0 });
  t.equal((await browser.get('/desk/api/test-see')).status, 401);
  t.equal(await told, sessionId);
  const login = { account: 'ada.example', password };
  t.match(await new DeskBrowser(url).post('/desk/api/login', login), { status: 403 });
});

t.test('a socket that opens while its session ends is told of it', async (t) => {
  const { browser, sessions } = await signedIn(t);
  const { json } = await browser.get('/desk/api/test-see');
  const { sessionId } = json['user'] as { sessionId: string };
  await browser.post('/desk/api/logout');
  const told: string[] = [];
  const callOff = sessions.watch(sessionId, () => told.push('off again'));
  callOff();
  sessions.watch('of another', () => told.push('another'));
  sessions.watch(sessionId, () => told.push('ended'));
  await sessions.check();
  t.same(told.sort(), ['another', 'ended']);
});

t.test('another role, and another password, end what is open', async (t) => {
  const { browser, db, sessions, url } = await signedIn(t);
  const ended: string[] = [];
  sessions.onRevoked((id) => ended.push(id));
  const act = { actor: 'command:test' };
  await changeDeskRole(db, await resolveDeskAccount(db, 'ada.example'), 'manager', act);
  t.equal((await browser.get('/desk/api/test-see')).status, 401);
  const second = new DeskBrowser(url);
  await second.post('/desk/api/login', { account: 'ada.example', password });
  t.equal((await second.get('/desk/api/test-erase')).status, 200);
  const { token } = await makeDeskLink(db, await resolveDeskAccount(db, 'ada.example'), act);
  await new DeskBrowser(url).post('/desk/api/set-password', {
    link: token,
    password: 'five other plain words now',
  });
  t.equal((await second.get('/desk/api/test-see')).status, 401);
  await sessions.check();
  t.equal(ended.length, 2);
});

t.test('every act is on record with its account', async (t) => {
  const { browser, db, account } = await signedIn(t);
  await browser.post('/desk/api/logout');
  await browser.post('/desk/api/login', { account: 'ada.example', password });
  const events = await auditEventsAbout(db, account.id);
  t.same(
    events.map(({ action, actor }) => [action, actor === `desk:${account.id}`]),
    [
      ['desk_account_added', false],
      ['desk_password_set', true],
      ['desk_logged_in', true],
      ['desk_logged_out', true],
      ['desk_logged_in', true],
    ],
  );
  t.notMatch(JSON.stringify(events), /ada/i);
});
