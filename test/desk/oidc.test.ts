import t, { type Test } from 'tap';
import { loadConfig } from '#server/config/config.ts';
import type { DeskOidcConfig } from '#server/config/desk-oidc.ts';
import {
  addDeskAccount,
  resolveDeskAccount,
  makeDeskLink,
  restoreDeskAccount,
  revokeDeskAccount,
} from '#server/desk/accounts/accounts.ts';
import { listDeskAccounts } from '#server/desk/accounts/account-rows.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { clientSecret, startOpenIdProvider } from './openid-provider.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

const ada = {
  sub: 'subject-1',
  claims: { name: 'Ada Example', email: 'Ada@Acme.Example', email_verified: true, roles: ['desk'] },
};

async function deskWithProvider(t: Test, options: Partial<DeskOidcConfig> = {}) {
  const provider = await startOpenIdProvider(t);
  const lines: string[] = [];
  const config: DeskOidcConfig = {
    issuer: provider.issuer,
    clientId: 'desk',
    roleClaim: 'roles',
    roles: new Map([
      ['desk', 'reception'],
      ['office managers', 'manager'],
    ]),
    addsAccounts: true,
    ...options,
  };
  const oidc = { config, secret: clientSecret };
  const desk = await startDesk(t, { oidc, onLog: (line) => lines.push(line) });
  const url = await desk.listen();
  const callback = (origin: string) => `${origin}/desk/api/oidc/callback`;
  provider.open([callback(url), callback(url.replace('127.0.0.1', 'localhost'))]);
  return { ...desk, url, provider, lines };
}

/** Follows the redirects through the provider, as a browser does, up to the desk's page. */
async function through(url: string, visitor = new DeskBrowser(url)) {
  const provider = new Map<string, DeskBrowser>();
  let at = new URL(`${url}/desk/api/oidc/start`);
  const seen: string[] = [];
  for (let hops = 0; hops < 12; hops++) {
    seen.push(at.href);
    if (at.origin === url && at.pathname === '/desk/') {
      return { visitor, seen, refused: at.hash.replace('#refused=', '') };
    }
    const browser =
      at.origin === url ? visitor : (provider.get(at.origin) ?? new DeskBrowser(at.origin));
    if (at.origin !== url) provider.set(at.origin, browser);
    const { headers, status, text } = await browser.get(at.pathname + at.search);
    const next = headers.get('location');
    if (next === null) throw new Error(`${status} at ${at.pathname}: ${text.slice(0, 300)}`);
    at = new URL(next, at);
  }
  throw new Error('redirected in a circle');
}

t.test('whom the provider knows gets an account, with the role of the claim', async (t) => {
  const { url, provider, db, lines } = await deskWithProvider(t);
  provider.state.subject = ada;
  const { visitor, refused, seen } = await through(url);
  t.equal(refused, '');
  t.match((await visitor.get('/desk/api/me')).json, {
    signedIn: true,
    user: { name: 'Ada Example', login: 'ada@acme.example', role: 'reception' },
  });
  const asked = new URL(seen[1] ?? '').searchParams;
  t.equal(asked.get('code_challenge_method'), 'S256');
  for (const name of ['state', 'nonce', 'code_challenge']) t.ok(asked.get(name));
  t.match(visitor.setCookies[0], /vestibule_desk_oidc_\d+=.*HttpOnly; SameSite=Lax$/);
  t.match(visitor.setCookies.at(-1), /vestibule_desk_\d+=.*HttpOnly; SameSite=Strict$/);

  provider.state.subject = {
    ...ada,
    claims: { ...ada.claims, roles: ['x', 'office managers', 'desk'] },
  };
  const again = await through(url);
  t.match((await again.visitor.get('/desk/api/me')).json, { user: { role: 'manager' } });
  t.equal((await visitor.get('/desk/api/me')).json['signedIn'], false, 'the former role has ended');
  t.equal((await listDeskAccounts(db)).length, 1);
  const recorded = await db.selectFrom('audit_events').select(['action', 'actor']).execute();
  const events = recorded.filter(({ action }) => action.startsWith('desk_'));
  t.same(
    events.map(({ action }) => action),
    ['desk_account_added', 'desk_logged_in', 'desk_role_changed', 'desk_logged_in'],
  );
  t.ok(events.every(({ actor }) => actor.startsWith('desk:')));
  t.notMatch(lines.join(''), /Ada Example|ada@acme|subject-1/i);
});

t.test('whoever has no role, or is revoked, is not let in', async (t) => {
  const { url, provider, db } = await deskWithProvider(t);
  provider.state.subject = { ...ada, claims: { ...ada.claims, roles: ['visitors'] } };
  t.equal((await through(url)).refused, 'not_admitted');
  t.equal((await listDeskAccounts(db)).length, 0);
  provider.state.subject = { ...ada, claims: { ...ada.claims, roles: { desk: true } } };
  t.equal((await through(url)).refused, 'not_admitted');
  provider.state.subject = ada;
  const { visitor } = await through(url);
  const account = await resolveDeskAccount(db, 'Ada Example');
  await revokeDeskAccount(db, account, { actor: 'command:test' });
  t.match((await visitor.get('/desk/api/me')).json, { signedIn: false });
  t.equal((await through(url)).refused, 'not_admitted');
  t.equal((await listDeskAccounts(db)).length, 1, 'no new account goes round it');
});

t.test('whoever is revoked comes in neither as somebody new nor by another subject', async (t) => {
  const { url, provider, db, add } = await deskWithProvider(t);
  const named = await add('Ada Example');
  const login = 'ada@acme.example';
  await db.updateTable('desk_accounts').set({ login }).where('id', '=', named.id).execute();
  await revokeDeskAccount(db, { ...named, login }, { actor: 'command:test' });
  for (const sub of ['subject-1', 'subject-2']) {
    provider.state.subject = { ...ada, sub };
    t.equal((await through(url)).refused, 'not_admitted', sub);
  }
  t.equal((await listDeskAccounts(db)).length, 1);
  await db.updateTable('desk_accounts').set({ revokedAt: null }).execute();
  t.equal((await through(url)).refused, '', 'until somebody says otherwise');
});

t.test('without new accounts, only who was added by their verified e-mail comes in', async (t) => {
  const { url, provider, db, add } = await deskWithProvider(t, {
    addsAccounts: false,
    roles: null,
  });
  provider.state.subject = ada;
  t.equal((await through(url)).refused, 'not_admitted');
  const { id } = await add('Ada Example', 'auditor');
  const login = 'ada@acme.example';
  await db.updateTable('desk_accounts').set({ login }).where('id', '=', id).execute();
  const unverified = { ...ada.claims, email_verified: false };
  provider.state.subject = { ...ada, claims: unverified };
  t.equal((await through(url)).refused, 'not_admitted');
  provider.state.subject = ada;
  const { visitor } = await through(url);
  t.match((await visitor.get('/desk/api/me')).json, { user: { login, role: 'auditor' } });
  provider.state.subject = { ...ada, sub: 'subject-2' };
  t.equal((await through(url)).refused, 'not_admitted', 'nobody else takes the account over');
});

t.test('an account of the provider has no other way in, whatever it had before', async (t) => {
  const { url, provider, db, add } = await deskWithProvider(t);
  const act = { actor: 'command:test' };
  const password = 'four plain words here';
  const login = { account: 'ada@acme.example', password };
  const { account, link } = await addDeskAccount(
    db,
    { name: 'Ada Example', role: 'manager', login: login.account },
    act,
  );
  const before = new DeskBrowser(url);
  await before.post('/desk/api/set-password', { link: link.token, password });
  const unused = await makeDeskLink(db, account, act);
  provider.state.subject = ada;
  const { visitor } = await through(url);
  t.match((await visitor.get('/desk/api/me')).json, { user: { byProvider: true } });
  t.match((await before.get('/desk/api/me')).json, { signedIn: false }, 'its sessions ended');
  t.match(await before.post('/desk/api/login', login), { status: 403 }, 'nor does its password');
  const used = { link: unused.token, password: `${password} too` };
  t.match(await before.post('/desk/api/set-password', used), { status: 403 }, 'nor its link');

  const changed = { current: password, password: `${password} too` };
  const refused = { status: 409, json: { error: 'provider_only' } };
  t.match(await visitor.post('/desk/api/password', changed), refused);
  const taken = await resolveDeskAccount(db, login.account);
  await t.rejects(makeDeskLink(db, taken, act), { code: 'provider_only' });
  const manager = new DeskBrowser(url);
  const { link: own } = await add('Mo Manager', 'manager');
  await manager.post('/desk/api/set-password', { link: own, password });
  t.match(await manager.post(`/desk/api/manage/accounts/${account.id}/link`), { status: 422 });
  await revokeDeskAccount(db, taken, act);
  const revoked = await resolveDeskAccount(db, account.id, 'revoked');
  t.equal(await restoreDeskAccount(db, revoked, act), null, 'and gets no link');
});

t.test('what the provider takes back ends what is open', async (t) => {
  const { url, provider } = await deskWithProvider(t);
  provider.state.subject = ada;
  const { visitor } = await through(url);
  t.match((await visitor.get('/desk/api/me')).json, { signedIn: true });
  provider.state.subject = { ...ada, claims: { ...ada.claims, roles: ['others'] } };
  t.match(await through(url), { refused: 'not_admitted' });
  t.match((await visitor.get('/desk/api/me')).json, { signedIn: false });
});

t.test('an e-mail counts as it stands, with the word of the same document', async (t) => {
  const { url, provider, db, add } = await deskWithProvider(t, {
    addsAccounts: false,
    roles: null,
  });
  const { id } = await add('Ada Example', 'auditor');
  const login = 'ada@acme.example';
  await db.updateTable('desk_accounts').set({ login }).where('id', '=', id).execute();
  const front = await add('Front Desk', 'manager');
  const setLogin = db.updateTable('desk_accounts').set({ login: 'reception' });
  await setLogin.where('id', '=', front.id).execute();
  const mallory = { name: 'Mallory', email: 'mallory@acme.example', email_verified: true };
  const tries = [
    // Mixes the two sources: the address from the ID token, `email_verified` from the userinfo endpoint, and so on.
    { claims: mallory, inIdToken: { email: login, email_verified: undefined } },
    { claims: mallory, inIdToken: { email: login, email_verified: false } },
    { claims: { ...mallory, email: login, email_verified: false }, inIdToken: mallory },
    {
      claims: { name: 'Mallory', email: login },
      inIdToken: { email: undefined, email_verified: true },
    },
    { claims: { ...mallory, email: 'reception' } },
    ...[`${login} `, ` ${login}`, `${login}\u00a0`, login.replace('a', 'ａ'), `${login}\u200b`].map(
      (email) => ({ claims: { ...mallory, email } }),
    ),
  ];
  for (const [at, subject] of tries.entries()) {
    provider.state.subject = { sub: `mallory-${at}`, ...subject };
    t.equal((await through(url)).refused, 'not_admitted', `try ${at}`);
  }
  const inIdToken = { email: login, email_verified: true };
  provider.state.subject = { sub: 'ada', claims: { ...mallory, email_verified: false }, inIdToken };
  t.equal((await through(url)).refused, '', 'the ID token says both');
});

t.test('a role deep in a claim is found, and one with the name of the path, too', async (t) => {
  const { url, provider } = await deskWithProvider(t, { roleClaim: 'realm.roles' });
  provider.state.subject = { ...ada, claims: { name: 'Ada', realm: { roles: 'desk' } } };
  const { visitor } = await through(url);
  t.match((await visitor.get('/desk/api/me')).json, {
    user: { role: 'reception', login: /^oidc-/ },
  });
});

t.test('what comes back counts once, and in the browser that began', async (t) => {
  const { url, provider } = await deskWithProvider(t);
  provider.state.subject = ada;
  const { seen, visitor } = await through(url);
  const back = new URL(seen.at(-2) ?? '');
  t.equal(back.pathname, '/desk/api/oidc/callback');
  const route = back.pathname + back.search;
  for (const browser of [visitor, new DeskBrowser(url)]) {
    const { headers } = await browser.get(route);
    t.equal(headers.get('location'), '/desk/#refused=begin_again');
  }
  const other = new DeskBrowser(url);
  await other.get('/desk/api/oidc/start');
  const { headers } = await other.get(route);
  t.equal(headers.get('location'), '/desk/#refused=provider_failed', 'the state is of another');
  t.match((await other.get('/desk/api/me')).json, { signedIn: false });
});

t.test('a provider that refuses, or is gone, is told to the page', async (t) => {
  const { url, lines } = await deskWithProvider(t);
  t.equal((await through(url)).refused, 'provider_refused');
  const gone = await deskWithProvider(t, { issuer: 'http://127.0.0.1:9' });
  t.equal((await through(gone.url)).refused, 'provider_unreachable');
  t.match((await new DeskBrowser(gone.url).get('/desk/api/me')).json, { ways: { oidc: true } });
  t.notMatch(lines.join(''), 'not today');
});

t.test('in Chromium, the strict cookie counts after the way over another site', async (t) => {
  const desk = await deskWithProvider(t);
  desk.provider.state.subject = ada;
  const browser = await openLobbyBrowser({ camera: null });
  t.teardown(() => browser.close());
  // Browsers treat localhost and 127.0.0.1 as two sites.
  const url = desk.url.replace('127.0.0.1', 'localhost');
  await browser.page.goto(`${url}/desk/api/oidc/start`);
  t.equal(browser.page.url(), `${url}/desk/`);
  const me = await browser.page.evaluate(
    async () => (await fetch('/desk/api/me')).json() as unknown,
  );
  t.match(me, { signedIn: true, user: { name: 'Ada Example' } });
  const cookies = await browser.context.cookies();
  t.match(
    cookies.find(({ name }) => /^vestibule_desk_\d+$/.test(name)),
    { sameSite: 'Strict', httpOnly: true },
  );
});

t.test('settings that cannot be meant are told', async (t) => {
  const issuer = { VESTIBULE_DESK_OIDC_ISSUER: 'https://id.example' };
  const both = { ...issuer, VESTIBULE_DESK_OIDC_CLIENT_ID: 'desk' };
  const roles = (text: string) => ({ ...both, VESTIBULE_DESK_OIDC_ROLES: text });
  t.throws(() => loadConfig(issuer), /set together/);
  t.throws(() => loadConfig({ ...both, VESTIBULE_DESK_OIDC_ISSUER: 'http://id.example' }), /https/);
  for (const text of ['boss=x', 'manager', 'manager=', ';']) {
    t.throws(() => loadConfig(roles(text)), /VESTIBULE_DESK_OIDC_ROLES is/);
  }
  t.throws(() => loadConfig({ ...both, VESTIBULE_DESK_OIDC_ADD_ACCOUNTS: 'true' }), /ROLES/);
  const { oidc } = loadConfig({
    ...roles('manager=CN=Managers,OU=Office; auditor=audit;reception=audit'),
    VESTIBULE_DESK_OIDC_CLIENT_SECRET: 'not a setting',
  }).desk;
  t.same(
    [...(oidc?.roles ?? [])],
    [
      ['CN=Managers,OU=Office', 'manager'],
      ['audit', 'reception'],
    ],
  );
});
