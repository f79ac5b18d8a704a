import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { heldSignIn } from '../../scripts/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '../../server/envoy/signature.ts';
import { LoopWatch } from '../../server/platform/handed-sockets.ts';
import { secret, startHook } from '../support/hook.ts';

const deadlineMs = 2000;

t.test('a call that lay unread for longer than the deadline lets nobody in', async (t) => {
  const check = { name: 'all', run: async () => ({ passed: true, reason: 'matched' }) as const };
  const hook = await startHook(t, { checks: [check], deadlineMs });
  t.teardown(() => hook.stop());
  const letsIn = async (when: string) => {
    for (let i = 0; (await hook.signIn({ jobId: `${when} ${i}` })).status !== 200; i++);
  };
  await letsIn('before');
  const { hostname, port } = new URL(hook.url);
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'unread' }));
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  // It is in the kernel when this returns, and no one reads it while the loop is blocked.
  socket.write(
    `POST /envoy/sign-in HTTP/1.1\r\nhost: hook\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n${signatureHeader}: ${sign(secret, body)}\r\n\r\n${body}`,
  );
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, deadlineMs + 1000);
  t.match(await text(socket), /^HTTP\/1.1 412 [^]*ran out of time/);
  await letsIn('after');
  t.pass('others are let in');
  t.equal((await hook.signIn({ jobId: 'unread' })).status, 412, 'and a repeat is held');
});

t.test('what comes from a socket that was there before is of unknown age at first', async (t) => {
  const loop = new LoopWatch(true);
  t.teardown(() => loop.stop());
  t.equal(loop.earliest(), -Infinity);
  // However long this process was busy meanwhile: nothing of what lay there has been read.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
  t.equal(loop.earliest(), -Infinity);
});
