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
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { startHook, hookSecret as ofHook } from '../support/hook.ts';
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

const matches: RequiredCheck['check'] = {
  name: 'one',
  run: async () => ({ passed: true, reason: 'matched' }),
};

/** @returns a signed call as it goes over the wire, with its job */
function signedCall(version = '1.1'): { bytes: string; jobId: string } {
  const signIn = heldSignIn({ name: 'Ada Example' });
  const body = JSON.stringify(signIn);
  const bytes =
    `POST ${hookRoutes.signIn} HTTP/${version}\r\nhost: door\r\nconnection: keep-alive\r\n` +
    `content-type: application/json\r\n` +
    `${signatureHeader}: ${sign(ofHook, body)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return { bytes, jobId: signIn.meta.job.id };
}

t.test('a caller that ends its half of the connection gets the answer', async (t) => {
  const hook = await startHook(t, { checks: [matches] });
  t.teardown(() => hook.stop());
  const { hostname, port } = new URL(hook.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.end(signedCall().bytes);
  t.match(await text(socket), /^HTTP\/1.1 200 /);
});

for (const version of ['1.1', '1.0']) {
  const title = `a second call by HTTP/${version} is not decided, as nobody would read its answer`;
  t.test(title, async (t) => {
    const hook = await startHook(t, { checks: [matches] });
    t.teardown(() => hook.stop());
    const { hostname, port } = new URL(hook.url);
    const calls = Array.from({ length: 3 }, () => signedCall(version));
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.end(calls.map(({ bytes }) => bytes).join(''));
    t.equal((await text(socket)).match(/HTTP\/1.1 /g)?.length, 1);
    const stored = await Promise.all(calls.map(({ jobId }) => findSignIn(hook.store.db, jobId)));
    t.same(
      stored.map((one) => one?.verdict ?? null),
      ['approved', null, null],
    );
  });
}
