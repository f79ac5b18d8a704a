import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';
import t, { type Test } from 'tap';
import { Value } from 'typebox/value';
import { heldSignIn, signedDocument } from '../../lab/simulate/held-sign-in.ts';
import { Receiver } from '../support/receiver.ts';
import { EntryPayload, EventMeta, RouteMeta } from '../support/fake-envoy/sdk-types.ts';
import { startFakeEnvoy } from '../support/fake-envoy/start.ts';

// Tests the fake Envoy itself, because other tests rely on it.
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
  const silent = await startFakeEnvoy(t, { secret, hook: await app(t, null), timeoutMs: 50 });
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

t.test('what is sent is signed, and has the types that the SDK says', async (t) => {
  const receiver = new Receiver();
  t.teardown(() => receiver.stop());
  const envoy = await startFakeEnvoy(t, { secret, hook: await receiver.start() });
  receiver.answer = { status: 200 };
  const ada = {
    name: 'Zoë Å',
    email: 'zoe@example.com',
    phone: '+14155550100',
    legalDocs: [signedDocument('1188')],
    answers: [{ field: 'Purpose', value: 'Meeting' }],
  };
  await envoy.hold({ ...ada, inviteId: '7001' });
  await envoy.hold({ ...ada, flow: '310' });
  await envoy.hold({ name: 'Ada', employeeId: '640' });
  await envoy.signOut(ada);
  await envoy.tell('entry_screened', {}, heldSignIn(ada).payload);
  await envoy.uninstall({});
  await envoy.setUp({}, { location_code: 'A' });
  await envoy.setUp({});

  const bodies = receiver.all.map(({ body, headers }) => {
    const mac = createHmac('sha256', secret).update(body).digest('base64');
    t.equal(headers['x-envoy-signature'], mac);
    return JSON.parse(body) as { meta: { event?: string; job?: object }; payload?: object };
  });
  t.same(
    bodies.map(({ meta }) => meta.event),
    [
      ...['entry_sign_in', 'entry_sign_in', 'employee_entry_sign_in'],
      ...['entry_sign_out', 'entry_screened', 'plugin_uninstalled'],
      ...[undefined, undefined],
    ],
  );
  for (const { meta, payload } of bodies) {
    const schema = meta.event === undefined ? RouteMeta : EventMeta;
    t.same([...Value.Errors(schema, meta)], [], meta.event ?? 'route');
    const isEntry = meta.event?.includes('entry') ?? false;
    if (isEntry) t.same([...Value.Errors(EntryPayload, payload)], []);
  }
  t.match(bodies[3]?.payload, {
    attributes: { 'full-name': ada.name, 'signed-out-at': / UTC$/, 'flow-name': 'Visitor' },
  });
  t.notOk(bodies[5]?.payload, 'an uninstall has no payload');
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
