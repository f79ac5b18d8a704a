import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { EnvoyCalls } from '#server/envoy/envoy-calls.ts';
import { watchCalls } from '#server/ops/call-watch.ts';
import { createLogger } from '#server/ops/logging.ts';
import { messagesOn } from '#server/store/tables/outbox.ts';
import { startTold } from '../notify/told.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { lockWriting } from '../support/store.ts';

const somebody = { address: '203.0.113.7', saidByTunnel: null };
const minute = 60_000;

t.test('refused calls are trouble only while no call is accepted', async (t) => {
  const clock = new FakeClock('2026-03-12T02:00:00Z');
  const calls = new EnvoyCalls(clock);
  const changes: (string | null)[] = [];
  calls.on('changed', () => changes.push(calls.trouble?.kind ?? null));
  const wait = (minutes: number) => clock.pass(minutes * minute, async () => {});
  for (let i = 0; i < 10; i++) calls.noteRefused(somebody);
  t.equal(calls.trouble, null, 'ten at once');
  t.match(calls.refused, { count: 10 });
  await wait(60);
  for (let i = 0; i < 60; i++) {
    calls.noteAccepted();
    for (let each = 0; each < 3; each++) calls.noteRefused(somebody);
    await wait(1);
  }
  t.same(changes, [], 'refused calls for an hour, with accepted calls between them');
  calls.noteAccepted();
  for (let i = 0; i < 3; i++) {
    calls.noteRefused(somebody);
    await wait(2);
  }
  t.same(changes, ['calls_refused']);
  calls.noteAccepted();
  t.same(changes, ['calls_refused', null]);
});

t.test('the message about refused calls is sent again while they last', async (t) => {
  const clock = new FakeClock('2026-03-12T00:01:00Z');
  const calls = new EnvoyCalls(clock);
  const told: string[] = [];
  const alerts = { tell: async (_contents: unknown, about: string) => void told.push(about) };
  const stop = watchCalls({ calls, alerts, clock, log: createLogger('silent') });
  const refuse = async () => {
    calls.noteRefused(somebody);
    await clock.pass(2 * minute, () => nextTurn());
  };
  for (let i = 0; i < 3; i++) await refuse();
  calls.noteAccepted();
  for (let i = 0; i < 3; i++) await refuse();
  await nextTurn();
  t.equal(new Set(told).size, 1, 'once in its time, although it came twice');
  for (let hour = 0; hour < 9; hour++) await clock.pass(60 * minute, () => nextTurn());
  t.equal(new Set(told).size, 3);
  await stop();
});

t.test('refused calls are reported once the database takes the message', async (t) => {
  const { store, clock, log, config, notifications } = await startTold(t, {
    busyTimeoutMs: 100,
    secrets: { NOTIFY_DESK_URL: 'http://127.0.0.1:9' },
    file: 'channels: [{ name: desk, type: slack }]\nalerts: { to: [desk] }\n',
  });
  const calls = new EnvoyCalls(clock);
  const { alerts } = notifications;
  const stop = watchCalls({ calls, alerts, clock, log: createLogger('error', log) });
  t.teardown(stop);
  const unlock = await lockWriting(config.databaseFile);
  for (let i = 0; i < 3; i++) {
    calls.noteRefused(somebody);
    await clock.pass(2 * minute, async () => {});
  }
  while (!/cannot be reported/.test(log.text())) await pause(10);
  await unlock();
  const told = () => messagesOn(store.db, 'calls_refused', 'calls_refused');
  while ((await told()).length === 0) await pause(10);
  t.match(await told(), [{ channel: 'desk' }]);
});
