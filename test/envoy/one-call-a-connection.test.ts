import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '#envoy';
import { secret } from '../../lab/running-service.ts';
import type { RequiredCheck } from '#server/sign-in/check.ts';
import { startHook, secret as ofHook } from '../support/hook.ts';
import { StartingService } from '../support/starting-service.ts';

t.test('every answer ends its connection, so no call crosses the end of one', async (t) => {
  const service = await StartingService.begin(t, t.testdir(), {
    VESTIBULE_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  });
  await service.said(/VISITORS ARE HELD/);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  const call = async (path: string, by = secret) => {
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
    const headers = { 'content-type': 'application/json', [signatureHeader]: sign(by, body) };
    const url = new URL(path, service.origin);
    const sent = request(url, { method: 'POST', agent, headers }).end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return { status: answer.statusCode, connection: answer.headers.connection };
  };
  const { signIn } = hookRoutes;
  t.same(await call(signIn), { status: 412, connection: 'close' });
  t.same(await call(signIn), { status: 412, connection: 'close' }, 'and the next one arrives');
  t.same(await call(signIn, 'another'), { status: 401, connection: 'close' });
  t.same(await call('/elsewhere'), { status: 412, connection: 'close' });
});

t.test('a caller that ends its half of the connection gets the answer', async (t) => {
  const matches: RequiredCheck['check'] = {
    name: 'one',
    run: async () => ({ passed: true, reason: 'matched' }),
  };
  const hook = await startHook(t, { checks: [matches] });
  t.teardown(() => hook.stop());
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
  const { hostname, port } = new URL(hook.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.end(
    `POST ${hookRoutes.signIn} HTTP/1.1\r\nhost: door\r\ncontent-type: application/json\r\n` +
      `${signatureHeader}: ${sign(ofHook, body)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  t.match(await text(socket), /^HTTP\/1.1 200 /);
});
