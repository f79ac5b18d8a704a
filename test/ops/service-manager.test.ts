import { pino } from 'pino';
import t from 'tap';
import { createServiceManager } from '#server/ops/service-manager.ts';
import { lacking } from '../support/needs.ts';
import { listen } from '../support/systemd-listener.ts';

const skip = lacking('systemd-notify', 'python3');

const log = pino({ level: 'silent' });

t.test('systemd is told when the service is ready, alive and stopping', { skip }, async (t) => {
  const { socket, until } = await listen(t);
  const env = { PATH: process.env['PATH'], NOTIFY_SOCKET: socket, WATCHDOG_USEC: '60000' };
  const manager = createServiceManager({ env, isWell: async () => true, log });
  await manager.ready('two kiosks paired');
  await until('READY=1');
  await until('STATUS=two kiosks paired');
  await until('WATCHDOG=1');
  await until('WATCHDOG=1');
  await manager.stopping();
  await until('STOPPING=1');
  t.pass('held throughout');
});

t.test('a service that is not well gives no sign of life', { skip }, async (t) => {
  const { socket, until } = await listen(t);
  const env = { PATH: process.env['PATH'], NOTIFY_SOCKET: socket, WATCHDOG_USEC: '30000' };
  const states = [false, true];
  let asked = 0;
  const manager = createServiceManager({
    env,
    isWell: async () => {
      asked++;
      return states.shift() ?? true;
    },
    log,
  });
  await manager.ready('');
  await until('WATCHDOG=1');
  t.ok(asked >= 2, 'the first time it was not well');
  await manager.stopping();
});

t.test('without systemd nothing is told and nothing fails', async (t) => {
  const manager = createServiceManager({ env: {}, isWell: async () => true, log });
  await t.resolves(manager.ready(''));
  await t.resolves(manager.stopping());
});
