import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '#envoy';
import { createLogger } from '#server/ops/logging.ts';
import { LoopWatch } from '#server/platform/loop-watch.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';

const deadlineMs = 2000;

/** Blocks the event loop, so that this process reads nothing meanwhile. */
function blockLoop(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

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
  // After this call the kernel has the request, and nothing reads it while the loop is blocked.
  socket.write(
    `POST /envoy/sign-in HTTP/1.1\r\nhost: hook\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n${signatureHeader}: ${sign(hookSecret, body)}\r\n\r\n${body}`,
  );
  blockLoop(deadlineMs + 1000);
  t.match(await text(socket), /^HTTP\/1.1 412 [^]*ran out of time/);
  await letsIn('after');
  t.pass('others are let in');
  t.equal((await hook.signIn({ jobId: 'unread' })).status, 412, 'and a repeat is held');
});

/** A listening socket, and a watch that has not started. */
async function listening(t: Test, isHandedOver = false) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const said = new Lines();
  const loop = new LoopWatch(isHandedOver, createLogger('warn', said));
  t.teardown(() => loop.stop());
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { server, port, loop, said };
}

t.test('a call is as old as the last slow turns, however many came before', async (t) => {
  const { loop, said } = await listening(t);
  loop.start();
  const began: number[] = [];
  for (let i = 0; i < 3; i++) {
    await nextTurn();
    began.push(performance.now());
    blockLoop(1300);
  }
  await nextTurn();
  t.ok(loop.earliest() > began[1]!);
  t.ok(loop.earliest() <= began[2]!);
  t.equal(said.text().match(/event loop stalled/g)?.length, 1, 'once a minute');
});

t.test('no connection is new before the last that waited is accepted', async (t) => {
  const { server, port, loop } = await listening(t);
  loop.start();
  const earliest: number[] = [];
  server.on('connection', () => earliest.push(loop.earliest()));
  await nextTurn();
  const cameAt = performance.now();
  const clients = Array.from({ length: 5 }, () => connect(port, '127.0.0.1'));
  t.teardown(() => clients.forEach((client) => client.destroy()));
  // Node connects in the next tick.
  process.nextTick(() => blockLoop(1500));
  while (earliest.length < clients.length) await nextTurn();
  t.same(
    earliest.filter((at) => at > cameAt),
    [],
  );
  while (loop.earliest() <= cameAt) await nextTurn();
  t.pass('and then it is');
});

t.test('what comes from a socket that was there before is of unknown age at first', async (t) => {
  const { loop } = await listening(t, true);
  t.equal(loop.earliest(), -Infinity);
  loop.start();
  t.equal(loop.earliest(), -Infinity);
  await loop.untilRead();
  t.ok(loop.earliest() > 0);
});

t.test('while every turn accepts a connection, a call is as old as its own wait', async (t) => {
  const { server, port, loop } = await listening(t);
  loop.start(server);
  const kept = connect(port, '127.0.0.1');
  t.teardown(() => kept.destroy());
  const [open] = (await once(server, 'connection')) as [Socket];
  while (loop.earliest() < performance.now() - 100) await nextTurn();
  let latest: Socket | undefined;
  let accepted = 0;
  const another = () => {
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    client.once('close', () => client.destroy());
  };
  server.on('connection', (socket: Socket) => {
    accepted++;
    latest = socket;
    another();
    socket.on('error', () => {});
    socket.resetAndDestroy();
  });
  for (let i = 0; i < 8; i++) another();
  // More than the kernel queues, and longer than any call may wait and count as new.
  while (accepted < 2000 || loop.earliest() > performance.now() - 2000) await nextTurn();
  t.ok(loop.earliest(latest) > loop.earliest(), 'on a new connection');
  t.ok(loop.earliest(open) > loop.earliest(), 'and on one that is kept');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => socket.destroy());
});
