import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { readForm } from '#server/envoy/setup-form.ts';
import { createTokenKeeper } from '#server/envoy/start-envoy.ts';
import { Installs } from '#server/envoy/installs.ts';
import { PurposeRegistrar } from '#server/envoy/purpose-registrar.ts';
import { createPluginApi, login } from '#envoy';
import type { Store } from '#server/store/store.ts';
import { openTestStore } from '../support/store.ts';
import { listInstalls } from '#server/store/tables/kiosks.ts';
import type { FakeEnvoy } from '../../lab/simulate/envoy/fake-envoy.ts';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { HandClock } from '../support/hand-clock.ts';

const secret = 'the-app-secret-of-this-test';
const log = pino({ level: 'silent' });

/** Starts the registrar of purposes as one process, with a clock that the test turns. */
async function live(store: Store, envoy: FakeEnvoy, clock: HandClock) {
  const credentials = { baseUrl: envoy.url, clientId, secrets: [secret] };
  const tokens = createTokenKeeper({ login: (signal) => login(credentials, signal), clock, log });
  const api = createPluginApi({ baseUrl: envoy.url, tokens });
  const registrar = new PurposeRegistrar({ db: store.db, api, clock, log, random: () => 1 });
  const installs = new Installs({ db: store.db, onSetUp: () => registrar.wake(), clock });
  tokens.start();
  await registrar.start();
  const formOf = (installId: string) => readForm({ location_code: installId }).form;
  return {
    setUp: (installId: string) =>
      installs.setUp({
        installId,
        locationId: installId,
        locationName: null,
        form: formOf(installId),
      }),
    settled: () => registrar.settle(),
    forget: (installId: string) => installs.forget(installId),
    end: async () => {
      await registrar.stop();
      await tokens.stop();
    },
  };
}

async function set(t: Test) {
  const envoy = await startFakeEnvoy(t, { secret });
  // These tests run the setup steps without Envoy.
  for (const installId of ['1', '2']) envoy.account.installs.add(installId);
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const clock = new HandClock();
  return { envoy, store, clock, states: () => listInstalls(store.db) };
}

const calls = (envoy: FakeEnvoy) =>
  envoy.calls.filter(({ route }) => route === 'purpose').map(({ status }) => status);

t.test('a purpose is registered after 429 and 500, as late as Envoy asks', async (t) => {
  const { envoy, store, clock, states } = await set(t);
  envoy.faults.add('purpose', { kind: 'status', status: 429, retryAfter: '60' });
  envoy.faults.add('purpose', { kind: 'status', status: 500 });
  envoy.faults.add('purpose', { kind: 'wrong_json' });
  const life = await live(store, envoy, clock);
  t.teardown(() => life.end());
  await life.setUp('1');
  await clock.waitsFor(60_000);
  t.match(await states(), [
    { purposeState: 'pending', purposeAttempts: 1, purposeFault: 'http_429' },
  ]);
  await clock.turn(60_000);
  await clock.waitsFor(10_000);
  t.match(await states(), [{ purposeAttempts: 2, purposeFault: 'http_500' }]);
  await clock.turn(10_000);
  await clock.waitsFor(20_000);
  await clock.turn(20_000);
  await life.settled();
  t.same(calls(envoy), [429, 500, 200, 200]);
  t.same([...envoy.account.purposes], [['1', 'identity-verification']]);
  t.match(await states(), [{ purposeState: 'registered', purposeAttempts: 4, purposeFault: null }]);
});

t.test('what was not registered is taken up by the next life of the process', async (t) => {
  const { envoy, store, clock, states } = await set(t);
  envoy.faults.add('purpose', { kind: 'closed_socket' });
  const first = await live(store, envoy, clock);
  await first.setUp('1');
  await clock.waitsFor(5000);
  await first.end();
  t.match(await states(), [{ purposeState: 'pending', purposeAttempts: 1 }]);
  const second = await live(store, envoy, clock);
  t.teardown(() => second.end());
  await clock.waitsFor(5000);
  t.same(calls(envoy), [null], 'not before it is due');
  await clock.turn(5000);
  await second.settled();
  t.match(await states(), [{ purposeState: 'registered' }]);
});

t.test(
  'what Envoy refuses is tried again, more and more rarely, until it is allowed',
  async (t) => {
    const { envoy, store, clock, states } = await set(t);
    for (const status of [404, 403, 422]) envoy.faults.add('purpose', { kind: 'status', status });
    const life = await live(store, envoy, clock);
    t.teardown(() => life.end());
    // While Envoy asks for the form, the fake does not know the install yet.
    await life.setUp('1');
    for (const [fault, minutes] of [
      ['http_404', 1],
      ['http_403', 2],
      ['http_422', 4],
    ] as const) {
      await clock.waitsFor(minutes * 60_000);
      t.match(await states(), [{ purposeState: 'refused', purposeFault: fault }]);
      await clock.turn(minutes * 60_000);
    }
    await envoy.nextCall('purpose', ({ status }) => status === 200);
    await life.settled();
    t.same(calls(envoy), [404, 403, 422, 200]);
    t.match(await states(), [{ purposeState: 'registered', purposeFault: null }]);
  },
);

t.test('in the end it is tried every six hours, and at once by the next life', async (t) => {
  const { envoy, store, clock, states } = await set(t);
  envoy.faults.add('purpose', { kind: 'status', status: 403 }, Infinity);
  const first = await live(store, envoy, clock);
  await first.setUp('1');
  await clock.pass(48 * 3600_000, () => first.settled());
  const before = calls(envoy).length;
  await clock.pass(24 * 3600_000, () => first.settled());
  t.equal(calls(envoy).length - before, 4);
  t.match(await states(), [{ purposeState: 'refused' }]);
  await first.end();
  envoy.faults.mend('purpose');
  const second = await live(store, envoy, clock);
  t.teardown(() => second.end());
  await second.settled();
  t.match(await states(), [{ purposeState: 'registered' }]);
});

t.test('a step that is gone through again has what was refused tried at once', async (t) => {
  const { envoy, store, clock, states } = await set(t);
  envoy.faults.add('purpose', { kind: 'status', status: 403 });
  const life = await live(store, envoy, clock);
  t.teardown(() => life.end());
  await life.setUp('1');
  await life.settled();
  t.match(await states(), [{ purposeState: 'refused', purposeFault: 'http_403' }]);
  await life.setUp('1');
  await life.settled();
  t.same(calls(envoy), [403, 200]);
  t.match(await states(), [{ purposeState: 'registered' }]);
});

t.test('what Envoy knows it is not told again, until the app was taken off', async (t) => {
  const { envoy, store, clock, states } = await set(t);
  const life = await live(store, envoy, clock);
  t.teardown(() => life.end());
  for (let step = 0; step < 3; step++) {
    await life.setUp('1');
    await life.settled();
  }
  t.same(calls(envoy), [200]);
  t.match(await states(), [{ purposeState: 'registered' }]);
  await life.forget('1');
  await life.setUp('1');
  await life.settled();
  t.same(calls(envoy), [200, 200]);
});

t.test('a step that goes on while the first try is under way has no second made', async (t) => {
  const { envoy, store, clock, states } = await set(t);
  envoy.faults.add('purpose', { kind: 'slow', milliseconds: 50 });
  const life = await live(store, envoy, clock);
  t.teardown(() => life.end());
  await Promise.all([life.setUp('1'), life.setUp('1'), life.setUp('1')]);
  await life.settled();
  t.same(calls(envoy), [200]);
  t.match(await states(), [{ purposeState: 'registered' }]);
});

t.test('without a login nothing is lost, and a forgotten install is not registered', async (t) => {
  const { envoy, store, clock, states } = await set(t);
  envoy.faults.add('token', { kind: 'status', status: 401 }, Infinity);
  const life = await live(store, envoy, clock);
  t.teardown(() => life.end());
  await life.setUp('1');
  await life.setUp('2');
  await clock.waitsFor(5000);
  t.match(await states(), [{ purposeFault: 'no_token:login_refused' }, {}]);
  t.equal(await life.forget('1'), true);
  t.equal(await life.forget('1'), false);
  envoy.faults.mend('token');
  await clock.turn(3600_000);
  await envoy.nextCall('token', ({ status }) => status === 200);
  await clock.turn(3600_000);
  await life.settled();
  t.same([...envoy.account.purposes.keys()], ['2']);
});
