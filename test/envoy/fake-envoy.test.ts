import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';

// The stand-in is itself tested, so that what is shown with it is shown.
const secret = 'a-secret-of-this-test';

async function app(t: Test, status: number | null, body = ''): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    if (status !== null) request.on('end', () => response.writeHead(status).end(body));
  });
  t.teardown(() => server.closeAllConnections());
  t.teardown(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/envoy/sign-in`;
}

t.test('a visitor is let in when the app is silent, cannot be reached, or says 200', async (t) => {
  const silent = await startFakeEnvoy(t, { secret, hook: await app(t, null), patienceMs: 50 });
  t.same(await silent.hold({ name: 'Ada' }), {
    outcome: 'failed_open',
    why: 'no answer in 0.05 s',
  });
  const gone = await startFakeEnvoy(t, { secret });
  t.match(await gone.hold({ name: 'Ada' }), { outcome: 'failed_open' });
  const yes = await startFakeEnvoy(t, { secret, hook: await app(t, 200, '{}') });
  t.match(await yes.hold({ name: 'Ada' }), { outcome: 'let_in' });
});

t.test('412 holds the visitor, and nothing else does for certain', async (t) => {
  const held = await startFakeEnvoy(t, { secret, hook: await app(t, 412, '{"message":"Wait"}') });
  t.match(await held.hold({ name: 'Ada' }), { outcome: 'review', message: 'Wait' });
  const odd = await startFakeEnvoy(t, { secret, hook: await app(t, 202) });
  t.match(await odd.hold({ name: 'Ada' }), { outcome: 'undocumented' });
});

t.test(
  'only an object that a setup step answers is saved, and null takes a key away',
  async (t) => {
    const envoy = await startFakeEnvoy(t, {
      secret,
      hook: await app(t, 200, '{"a":1,"old":null}'),
    });
    envoy.account.configs.set('9001', { old: 'x', kept: true });
    t.match(await envoy.setUp({}, { a: 1 }), { outcome: 'saved', config: { a: 1, kept: true } });
    t.same(envoy.account.configs.get('9001'), { a: 1, kept: true });
    const odd = await startFakeEnvoy(t, { secret, hook: await app(t, 200, '[]') });
    t.match(await odd.setUp({}, { a: 1 }), { outcome: 'refused' });
  },
);

t.test('the plugin API asks for a token, and never answers with data that is null', async (t) => {
  const envoy = await startFakeEnvoy(t, { secret });
  const call = async (method: string, path: string, body?: object, token = '') => {
    const response = await fetch(envoy.url + path, {
      method,
      headers: {
        authorization: path.endsWith('token')
          ? `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
          : `Bearer ${token}`,
        'content-type': 'application/vnd.api+json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const login = await call('POST', '/a/auth/v0/token', {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    scope: 'plugin,token.refresh',
  });
  const token = login.body['access_token'] as string;
  t.match(login.body, { token_type: 'Bearer', expires_in: 43_200, refresh_token: String });
  const services = '/api/v2/plugin-services';
  t.equal((await call('GET', `${services}/installs/1/config`)).status, 401, 'without a token');
  const answers = [
    await call('PUT', `${services}/installs/1/purpose`, { purpose: 'x' }, token),
    await call('PUT', `${services}/installs/1/config`, { a: 1 }, token),
    await call('GET', `${services}/installs/1/config`, undefined, token),
    await call('PATCH', `${services}/jobs/1`, { status: 'done', attachments: [] }, token),
    await call(
      'POST',
      `${services}/storage`,
      {
        commands: [
          { action: 'set', key: 'k', value: 1 },
          { action: 'get', key: 'none' },
        ],
      },
      token,
    ),
  ];
  for (const { status, body } of answers) {
    t.equal(status, 200);
    t.ok(body['data']);
  }
  t.same(answers[4]?.body['data'], [{ key: 'k', value: 1 }, null]);
  t.equal((await call('PATCH', `${services}/jobs/1`, { status: 'odd' }, token)).status, 422);
  envoy.tokens.revokeAll();
  t.equal((await call('GET', `${services}/installs/1/config`, undefined, token)).status, 401);
});

t.test('every fault is met by as many calls as it was set for', async (t) => {
  const envoy = await startFakeEnvoy(t, { secret });
  const login = (withinMs = 20_000) =>
    fetch(`${envoy.url}/a/auth/v0/token`, {
      method: 'POST',
      signal: AbortSignal.timeout(withinMs),
    });
  envoy.faults.add('token', { kind: 'status', status: 429, retryAfter: '7' }, 2);
  envoy.faults.add('token', { kind: 'wrong_json' });
  envoy.faults.add('token', { kind: 'closed_socket' });
  envoy.faults.add('token', { kind: 'silence' });
  envoy.faults.add('token', { kind: 'slow', milliseconds: 1 });
  for (let i = 0; i < 2; i++) t.equal((await login()).headers.get('retry-after'), '7');
  const odd = await login();
  t.equal(odd.status, 200);
  await t.rejects(odd.json());
  await t.rejects(login(), TypeError);
  await t.rejects(login(2000), { name: 'TimeoutError' });
  t.equal((await login()).status, 401, 'late, and then as if nothing had been');
  t.same(
    envoy.calls.map(({ status }) => status),
    [429, 429, 200, null, null, 401],
  );
});
