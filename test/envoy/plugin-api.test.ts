import { pino } from 'pino';
import t, { type Test } from 'tap';
import { login, createPluginApi } from '#envoy';
import { createTokenKeeper } from '#server/envoy/start-envoy.ts';
import { createLogger } from '#server/ops/logging.ts';
import type { FakeEnvoyOptions } from '../../lab/simulate/envoy/fake-envoy.ts';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { HandClock } from '../support/hand-clock.ts';
import { Lines } from '../support/lines.ts';

const secret = 'the-app-secret-of-this-test';
const signal = () => AbortSignal.timeout(120_000);
const update = { status: 'done' as const, status_message: 'fine', attachments: [] };

/** For calls that never get an answer, yet long enough for real answers on a busy machine. */
const shortly = { answerTimeoutMs: 5000 };

/** The client as the service builds it, against a real port, with a clock that the test turns. */
async function set(
  t: Test,
  options: Partial<FakeEnvoyOptions & { secrets: string[]; answerTimeoutMs: number }> = {},
) {
  const envoy = await startFakeEnvoy(t, { secret, ...options });
  envoy.account.installs.add('9001');
  for (const jobId of ['a/b', '1', 'job']) envoy.account.jobIds.add(jobId);
  const clock = new HandClock();
  const log = new Lines();
  const { secrets = [secret], answerTimeoutMs = 120_000 } = options;
  const tokens = createTokenKeeper({
    login: (signal) => login({ baseUrl: envoy.url, clientId, secrets, answerTimeoutMs }, signal),
    clock,
    log: createLogger('trace', log),
    random: () => 1,
  });
  t.teardown(() => tokens.stop());
  const api = createPluginApi({ baseUrl: envoy.url, tokens, answerTimeoutMs });
  const logins = () => envoy.calls.filter(({ route }) => route === 'token').map((c) => c.status);
  return { envoy, clock, log, tokens, api, logins };
}

t.test('a token is fetched at the start, and a call made meanwhile waits for it', async (t) => {
  const { envoy, api, tokens, logins } = await set(t);
  await t.rejects(api.registerPurpose('1', signal()), { code: 'no_token:not_started' });
  tokens.start();
  await api.registerPurpose('9001', signal());
  await api.updateJob('a/b', update, signal());
  t.equal(envoy.account.purposes.get('9001'), 'identity-verification');
  t.same(envoy.account.jobs.get('a/b'), [update]);
  t.same(logins(), [200], 'one login for all calls');
});

t.test('the token is renewed before it ends, without anybody waiting for it', async (t) => {
  const { envoy, clock, tokens, logins } = await set(t, { ...shortly, tokenSeconds: 1000 });
  tokens.start();
  const first = await tokens.token(signal());
  await clock.turn(740_000);
  t.equal(await tokens.token(signal()), first);
  t.same(logins(), [200]);
  envoy.faults.add('token', { kind: 'silence' });
  await clock.turn(20_000);
  t.equal(await tokens.token(signal()), first, 'while the login hangs, the old one is used');
  await envoy.nextCall('token', ({ status }) => status === null);
  await clock.waitsFor(2000);
  await clock.turn(2000);
  await clock.waitsFor(750_000);
  t.not(await tokens.token(signal()), first);
  t.same(logins(), [200, null, 200]);
});

t.test('a token that has ended is not used', async (t) => {
  const { envoy, clock, tokens } = await set(t, { tokenSeconds: 1000 });
  tokens.start();
  await tokens.token(signal());
  envoy.faults.add('token', { kind: 'status', status: 500 }, Infinity);
  await clock.turn(1_000_000);
  await t.rejects(tokens.token(signal()), { code: 'no_token:http_500' });
});

t.test('failed logins are tried again, ever more seldom, as late as Envoy asks', async (t) => {
  const { envoy, clock, tokens, logins } = await set(t);
  envoy.faults.add('token', { kind: 'status', status: 500 });
  envoy.faults.add('token', { kind: 'closed_socket' });
  envoy.faults.add('token', { kind: 'wrong_json' });
  envoy.faults.add('token', { kind: 'no_data' });
  envoy.faults.add('token', { kind: 'status', status: 429 });
  envoy.faults.add('token', { kind: 'status', status: 429, retryAfter: '120' });
  tokens.start();
  for (const wait of [2000, 4000, 8000, 16_000, 32_000, 120_000]) {
    await clock.waitsFor(wait);
    await t.rejects(tokens.token(signal()), { code: /^no_token:/ });
    await clock.turn(wait);
  }
  await tokens.token(signal());
  t.same(logins(), [500, null, 200, 200, 429, 429, 200]);
});

t.test('a token that Envoy does not take any more is replaced in the background', async (t) => {
  const { envoy, clock, tokens, api, logins } = await set(t);
  tokens.start();
  await api.updateJob('1', update, signal());
  envoy.tokens.revokeAll();
  await t.rejects(api.updateJob('1', update, signal()), {
    code: 'token_refused',
    permanent: false,
  });
  t.same(logins(), [200], 'a token that is new gets no other at once');
  await t.rejects(api.updateJob('1', update, signal()), { code: 'no_token:token_refused' });
  await clock.turn(30_000);
  await api.updateJob('1', update, signal());
  t.same(logins(), [200, 200]);
});

t.test('a wrong secret is told, and tried again later', async (t) => {
  const { clock, log, tokens, api, logins } = await set(t, { secrets: ['not-the-secret'] });
  tokens.start();
  await t.rejects(api.updateJob('1', update, signal()), { code: 'no_token:login_refused' });
  await clock.waitsFor(2000);
  t.same(logins(), [401]);
  t.match(log.text(), /"level":50.*ENVOY_CLIENT_ID and the client secret/);
  t.notMatch(log.text(), 'not-the-secret');
});

t.test('during a rotation either secret logs in', async (t) => {
  const { tokens, logins } = await set(t, { secrets: ['the-new-one', secret] });
  tokens.start();
  await tokens.token(signal());
  t.same(logins(), [401, 200]);
});

t.test(
  'what goes wrong with a call is told apart, and says whether it can be mended',
  async (t) => {
    const { envoy, tokens, api } = await set(t, shortly);
    tokens.start();
    const fault = async (kind: Parameters<typeof envoy.faults.add>[1]) => {
      envoy.faults.add('jobs', kind);
      return api.updateJob('1', update, signal()).then(
        () => 'no fault',
        ({ code, permanent, retryAfterMs }: Record<string, unknown>) => [
          code,
          permanent,
          retryAfterMs,
        ],
      );
    };
    const status = (status: number) => ({ kind: 'status' as const, status });
    t.same(await fault({ ...status(429), retryAfter: '30' }), ['http_429', false, 30_000]);
    t.same(await fault(status(429)), ['http_429', false, undefined]);
    t.same(await fault(status(500)), ['http_500', false, undefined]);
    t.same(await fault(status(404)), ['http_404', true, undefined]);
    t.same(await fault(status(403)), ['http_403', true, undefined]);
    t.same(await fault({ kind: 'silence' }), ['timed_out', false, undefined]);
    t.same(await fault({ kind: 'wrong_json' }), ['bad_answer', false, undefined]);
    t.match(await fault({ kind: 'closed_socket' }), [
      /UND_ERR_SOCKET|ECONNRESET/,
      false,
      undefined,
    ]);
    t.same(await fault({ kind: 'slow', milliseconds: 1 }), 'no fault');
    await envoy.stop();
    t.match(await fault(status(500)), [/ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/, false, undefined]);
  },
);

t.test('neither secret nor token is in an error or in the log', async (t) => {
  const { envoy, clock, log, tokens, api } = await set(t, shortly);
  tokens.start();
  const token = await tokens.token(signal());
  const errors: unknown[] = [];
  for (const kind of ['wrong_json', 'closed_socket', 'silence'] as const) {
    envoy.faults.add('jobs', { kind });
    await api.updateJob('1', update, signal()).catch((error: unknown) => errors.push(error));
  }
  envoy.tokens.revokeAll();
  await api.updateJob('1', update, signal()).catch((error: unknown) => errors.push(error));
  envoy.faults.add('token', { kind: 'status', status: 500 });
  await clock.turn(30_000);
  await clock.waitsFor(2000);
  pino(log).error({ errors }, 'as somebody might log them');
  const text = log.text() + errors.map((error) => (error as Error).stack).join();
  t.match(text, 'login at Envoy failed');
  for (const hidden of [secret, token, Buffer.from(`${clientId}:${secret}`).toString('base64')]) {
    t.notMatch(text, hidden);
  }
});
