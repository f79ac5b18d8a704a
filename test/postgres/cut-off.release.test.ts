import t, { type Test } from 'tap';
import { startComposed } from '../support/composed-caddy.ts';
import { freePort } from '../../lab/free-port.ts';
import { lacking } from '../support/needs.ts';
import { Installation, knows, signIn, untilTrue } from './installation.ts';
import { Relay } from './relay.ts';

/** Two instances behind the Caddy of the compose files, each with a separate connection to PostgreSQL. */
async function behindCaddy(t: Test) {
  const installation = await Installation.make(t);
  const lobbyUrl = `http://127.0.0.1:${await freePort()}`;
  const start = async () => {
    const relay = await Relay.start(Number(new URL(installation.databaseUrl).port));
    t.teardown(() => relay.stop());
    const url = new URL(installation.databaseUrl);
    url.port = String(relay.port);
    const instance = await installation.start({
      databaseUrl: url.href,
      deadlineMs: 8000,
      lobbyOrigins: [lobbyUrl],
    });
    return { instance, relay };
  };
  const [first, second] = [await start(), await start()];
  const hosts = (name: 'hookUrl' | 'lobbyUrl') =>
    [first, second].map(({ instance }) => new URL(instance[name]).host);
  const { hookUrl } = await startComposed(t, hosts('hookUrl'), hosts('lobbyUrl'), lobbyUrl);
  return { installation, first, second, caddy: { hookUrl, lobbyUrl } };
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(new URL('/healthz/decides', url))).status;
}

t.test(
  'calls and lobby screens leave an instance that is cut off from PostgreSQL',
  { skip: lacking('caddy') },
  async (t) => {
    const { installation, first, second, caddy } = await behindCaddy(t);
    const screen = await installation.screen(first.instance, 'ipad');
    await screen.stay(caddy.lobbyUrl);
    await knows(second.instance, 'ipad');
    await untilTrue(async () => (await signIn(caddy, 'ipad')).status === 200);

    first.relay.cut();
    await untilTrue(async () => (await statusOf(first.instance.hookUrl)) === 503);
    t.equal(await statusOf(second.instance.hookUrl), 200);
    await untilTrue(() =>
      second.instance.kioskRegistry.status().some((one) => one.connected && !one.instanceId),
    );
    await untilTrue(async () => (await signIn(caddy, 'ipad')).status === 200);
    for (let i = 0; i < 5; i++) t.match(await signIn(caddy, 'ipad'), { status: 200 });

    second.relay.cut();
    await untilTrue(async () => (await statusOf(second.instance.hookUrl)) === 503);
    for (let i = 0; i < 3; i++) {
      t.match(await signIn(caddy, 'ipad'), { status: 412 }, 'when none can, one of them answers');
    }

    first.relay.mend();
    second.relay.mend();
    await untilTrue(async () => (await statusOf(first.instance.hookUrl)) === 200);
    await untilTrue(async () => (await signIn(caddy, 'ipad')).status === 200);
  },
);
