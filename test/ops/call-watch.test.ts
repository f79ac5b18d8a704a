import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { EnvoyCalls } from '../../server/envoy/envoy-calls.ts';
import { watchCalls } from '../../server/ops/call-watch.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { messagesOn } from '../../server/store/tables/outbox.ts';
import { startTold } from '../notify/told.ts';
import { lockWriting } from '../support/store.ts';

t.test('refused calls are reported once the database takes the message', async (t) => {
  const { store, clock, log, config, notifications } = await startTold(t, {
    busyTimeoutMs: 100,
    secrets: { NOTIFY_DESK_URL: 'http://127.0.0.1:9' },
    file: 'channels: [{ name: desk, type: slack }]\nalerts: { to: [desk] }\n',
  });
  const calls = new EnvoyCalls();
  const { alerts } = notifications;
  const stop = watchCalls({ calls, alerts, clock, log: createLogger('error', log) });
  t.teardown(stop);
  const unlock = await lockWriting(config.databaseFile);
  calls.noteRefused({ address: '203.0.113.7', saidByTunnel: null });
  while (!/cannot be reported/.test(log.text())) await pause(10);
  await unlock();
  const told = () => messagesOn(store.db, 'calls_refused', 'calls_refused');
  while ((await told()).length === 0) await pause(10);
  t.match(await told(), [{ channel: 'desk' }]);
});
