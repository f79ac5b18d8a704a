import t, { type Test } from 'tap';
import { OwnCalls, hookRoutes } from '#server/envoy/call-guards.ts';
import { Heartbeat } from '#server/ops/heartbeat.ts';
import { createLogger } from '#server/ops/logging.ts';
import { findObstacle } from '#server/ops/start-watching.ts';
import { TunnelWatch } from '#server/ops/tunnel-watch.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';
import { Receiver } from '../support/receiver.ts';
import { openTunnel, type TunnelOptions } from '../support/tunnel.ts';

const minute = 60_000;
const works = async () => true;

/** The hook listener behind a tunnel, a watch that calls through the tunnel, and a dead man's switch. */
async function set(t: Test) {
  const lines = new Lines();
  const log = createLogger('info', lines);
  const ownCalls = new OwnCalls();
  const hook = await startHook(t, { checks: [], log, ownCalls });
  t.teardown(() => hook.stop());
  const tunnel: TunnelOptions = { to: new URL(hook.url).origin };
  const url = (await openTunnel(t, tunnel)) + hookRoutes.signIn;
  const receiver = new Receiver();
  const beats = await receiver.start();
  t.teardown(() => receiver.stop());
  const clock = new FakeClock('2026-03-12T12:00:00Z');
  const watch = new TunnelWatch({ url, ownCalls, clock, log });
  const heartbeat = new Heartbeat({
    ...({ url: beats, method: 'POST' } as const),
    obstacle: () => findObstacle({ store: works, models: works, kiosk: works }, watch),
    kiosks: () => [],
    clock,
    log,
  });
  t.teardown(async () => {
    await heartbeat.stop();
    await watch.stop();
  });
  watch.start();
  heartbeat.start();
  /** The number of heartbeats in this time. */
  const beatsIn = async (minutes: number) => {
    const before = receiver.all.length;
    await clock.pass(minutes * minute, async () => {
      await watch.settle();
      await heartbeat.settle();
    });
    return receiver.all.length - before;
  };
  return { hook, lines, tunnel, url, watch, beatsIn };
}

const deaths: Record<string, NonNullable<TunnelOptions['instead']>> = {
  'a tunnel that leads nowhere': { status: 530 },
  'a log-in page': { status: 302, headers: { location: 'https://login.example' } },
  'a page that says yes to everything': { status: 200, body: '{}' },
  'somebody else who refuses as we do': {
    status: 401,
    body: '{"message":"The signature is missing or wrong."}',
  },
  'a limit of the tunnel’s own': { status: 429 },
};

for (const [what, instead] of Object.entries(deaths)) {
  t.test(`the heartbeat is withheld behind ${what}`, async (t) => {
    const { tunnel, lines, watch, beatsIn } = await set(t);
    t.equal(await beatsIn(3), 4);
    tunnel.instead = instead;
    t.equal(await beatsIn(1), 1, 'one failure may be a moment of the network');
    t.equal(await beatsIn(10), 0);
    t.equal(watch.isDead, true);
    t.equal(lines.text().match(/the tunnel is dead/g)?.length, 1);
    t.match(lines.text(), /tunnel_dead/);
    delete tunnel.instead;
    t.equal(await beatsIn(1), 1);
    t.match(lines.text(), 'the tunnel leads here again');
  });
}

t.test('a failure now and then withholds nothing', async (t) => {
  const { tunnel, beatsIn, lines } = await set(t);
  await beatsIn(0);
  for (let i = 0; i < 3; i++) {
    tunnel.instead = { status: 502 };
    t.equal(await beatsIn(1), 1);
    delete tunnel.instead;
    t.equal(await beatsIn(1), 1);
  }
  t.notMatch(lines.text(), 'the tunnel is dead');
});

t.test('its own calls do not count as forged, and forged ones do not silence it', async (t) => {
  const { lines, url, hook, beatsIn } = await set(t);
  t.equal(await beatsIn(99), 100);
  t.notMatch(lines.text(), 'signature refused', 'nor are they logged');
  const forge = async (headers = {}) => (await fetch(url, { method: 'POST', headers })).status;
  for (let i = 0; i < 30; i++) t.equal(await forge(), 401);
  t.equal(await forge(), 429);
  t.equal(await forge(new OwnCalls().headers), 429, 'nor by a guess');
  t.equal(await beatsIn(10), 10, 'from the very same address');
  t.equal((await hook.signIn()).status, 412, 'and what is signed is looked at');
});
