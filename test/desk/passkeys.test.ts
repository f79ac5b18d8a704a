import path from 'node:path';
import t, { type Test } from 'tap';
import { resolveDeskAccount, revokeDeskAccount } from '../../server/desk/accounts/accounts.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

const password = 'four plain words here';

/** What the page will do: passkeys by the browser's own functions. */
interface Outcome {
  status: number;
  json: Record<string, unknown>;
}

/** A desk with TLS under a name, Chromium at its page, and an authenticator that checks its user. */
async function deskInChromium(t: Test) {
  const folder = t.testdir({ data: {} });
  const made = await runJson(folder, ['kiosk', 'certificate', '--host', 'localhost']);
  const { certificate, key, pin } = made.json as Record<string, string>;
  const tls = { certificateFile: certificate ?? '', keyFile: key ?? '' };
  const desk = await startDesk(t, { dataDir: path.join(folder, 'data'), tls });
  const url = (await desk.listen()).replace('127.0.0.1', 'localhost');
  const account = await desk.add('Ada Example', 'manager');
  const browser = await openLobbyBrowser({ camera: null, pin: pin ?? '' });
  t.teardown(() => browser.close());
  const { page, context } = browser;
  const control = await context.newCDPSession(page);
  await control.send('WebAuthn.enable');
  await control.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${url}/desk/`);
  const post = (route: string, body?: unknown) =>
    page.evaluate(
      async ([address, text]) => {
        const headers = new Headers(text === null ? {} : { 'content-type': 'application/json' });
        const response = await fetch(address, { method: 'POST', headers, body: text });
        return { status: response.status, json: await response.json() };
      },
      [route, body === undefined ? null : JSON.stringify(body)] as const,
    ) as Promise<Outcome>;
  const me = () =>
    page.evaluate(async () => (await fetch('/desk/api/me')).json()) as Promise<object>;
  /** What the authenticator makes of the options. */
  const authenticator = async (what: 'create' | 'get', options: Record<string, unknown>) =>
    page.evaluate(
      `(async () => {
        const options = ${JSON.stringify(options)};
        const publicKey = PublicKeyCredential.${what === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON'}(options);
        return (await navigator.credentials.${what}({ publicKey })).toJSON();
      })()`,
    );
  const add = async () => {
    const options = await post('/desk/api/passkeys/add-options');
    return post('/desk/api/passkeys/add', await authenticator('create', options.json));
  };
  const proof = async () => {
    const options = await post('/desk/api/passkeys/login-options');
    return authenticator('get', options.json);
  };
  const logIn = async () => post('/desk/api/passkeys/login', await proof());
  const setPassword = () => post('/desk/api/set-password', { link: account.link, password });
  return { ...desk, page, url, account, post, me, add, proof, logIn, setPassword };
}

t.test('a passkey is added when signed in, and logs in in the place of the password', async (t) => {
  const { page, post, me, add, logIn, proof, setPassword, db } = await deskInChromium(t);
  t.match(await me(), { signedIn: false, ways: { passkey: true } });
  t.match(await post('/desk/api/passkeys/add-options'), { status: 401 });
  t.match(await setPassword(), { status: 200 });
  const added = await add();
  t.match(added, { status: 200, json: { passkeys: [{ lastUsedAt: null }] } });
  await post('/desk/api/logout');
  t.match(await me(), { signedIn: false });

  const shown = await proof();
  t.match(await post('/desk/api/passkeys/login', shown), {
    status: 200,
    json: { signedIn: true, user: { name: 'Ada Example', role: 'manager' } },
  });
  t.match(await me(), { signedIn: true });
  t.match(
    await post('/desk/api/passkeys/login', shown),
    {
      status: 403,
      json: { error: 'wrong_passkey' },
    },
    'what was shown once counts no more',
  );

  const events = await db.selectFrom('audit_events').select(['action', 'details']).execute();
  t.ok(events.some(({ action }) => action === 'desk_passkey_added'));
  t.equal(events.filter(({ details }) => details.includes('passkey')).length, 1);

  const [{ id } = { id: '' }] = added.json['passkeys'] as { id: string }[];
  t.match(await post('/desk/api/passkeys/remove', { id }), { status: 200, json: { passkeys: [] } });
  t.match(await logIn(), { status: 403 });

  // The same by the page's own buttons.
  await page.reload();
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'Remove' }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log in with a passkey' }).click();
  await page.getByText('Ada Example', { exact: true }).waitFor();
  t.match(await me(), { signedIn: true, user: { name: 'Ada Example' } });
});

t.test('a revoked account, and a changed proof, are refused', async (t) => {
  const { post, add, proof, logIn, setPassword, db } = await deskInChromium(t);
  await setPassword();
  t.match(await add(), { status: 200 });
  const shown = (await proof()) as { response: Record<string, string> };
  const signature = `${shown.response['signature']?.slice(0, -4)}AAAA`;
  const forged = { ...shown, response: { ...shown.response, signature } };
  t.match(await post('/desk/api/passkeys/login', forged), { status: 403 });
  t.match(await post('/desk/api/passkeys/login', { ...shown, response: {} }), {
    status: 400,
    json: { error: 'malformed' },
  });
  const account = await resolveDeskAccount(db, 'ada.example');
  await revokeDeskAccount(db, account, { actor: 'command:test' });
  t.match(await logIn(), { status: 403, json: { error: 'wrong_passkey' } });
});

t.test('a passkey of an account of the OpenID provider is none', async (t) => {
  const { post, add, logIn, setPassword, db, account, page } = await deskInChromium(t);
  await setPassword();
  t.match(await add(), { status: 200 });
  // As an installation has it that let such accounts add passkeys.
  await db
    .updateTable('desk_accounts')
    .set({ oidcIssuer: 'https://id.example', oidcSubject: 'subject-1' })
    .where('id', '=', account.id)
    .execute();
  t.match(await logIn(), { status: 403, json: { error: 'wrong_passkey' } });
  const refused = { status: 409, json: { error: 'provider_only' } };
  t.match(await post('/desk/api/passkeys/add-options'), refused);
  await page.reload();
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByText('You log in through your organisation’s provider').waitFor();
  t.equal(await page.getByRole('button', { name: 'Add a passkey' }).count(), 0);
});

t.test('an IP address, or a page without TLS, has no passkeys, and says why', async (t) => {
  const desk = await startDesk(t, { origins: ['https://10.0.0.5', 'http://lobby.example'] });
  for (const [host, scheme] of [
    ['10.0.0.5', 'https'],
    ['lobby.example', 'http'],
  ] as const) {
    const headers = { host, origin: `${scheme}://${host}` };
    const answer = await desk.app.inject({
      method: 'POST',
      url: '/desk/api/passkeys/login-options',
      headers,
    });
    t.equal(answer.statusCode, 409);
    t.match(answer.json(), { error: 'no_passkeys_here', message: /this one is an IP address/ });
    const me = await desk.app.inject({ url: '/desk/api/me', headers });
    t.match(me.json(), { ways: { passkey: false } });
  }
  const url = await desk.listen();
  const foreign = new DeskBrowser(url).call(
    'POST',
    '/desk/api/passkeys/login',
    {},
    'https://x.example',
  );
  t.match(await foreign, { status: 403, json: { error: 'foreign_origin' } });
});
