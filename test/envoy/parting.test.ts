import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import t from 'tap';
import { freePort } from '../../lab/free-port.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '../../packages/envoy/index.ts';
import { EarlyHookListener } from '../../server/app/early-hook-listener.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { Lines } from '../support/lines.ts';

const secret = 'a secret of this test';

t.test('a stop waits for the next call of a connection, and its answer ends it', async (t) => {
  const hook = { host: '127.0.0.1', port: await freePort() };
  const listener = new EarlyHookListener({
    config: { hook, envoy: { visitorLog: { approvals: true, screenerDetails: true } } },
    secrets: [secret],
    log: createLogger('silent', new Lines()),
  });
  await listener.listenHolding();
  t.teardown(() => listener.close());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  const call = async () => {
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
    const headers = { 'content-type': 'application/json', [signatureHeader]: sign(secret, body) };
    const options = { ...hook, path: '/envoy/sign-in', method: 'POST', agent, headers };
    const sent = request(options).end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return { status: answer.statusCode, connection: answer.headers.connection, of: sent.socket };
  };
  const first = await call();
  t.match(first, { status: 412, connection: 'keep-alive' });
  listener.leave();
  const parted = listener.partFromClients();
  const second = await call();
  t.match(second, { status: 412, connection: 'close' });
  t.equal(second.of, first.of, 'on the connection that was open');
  await parted;
});
