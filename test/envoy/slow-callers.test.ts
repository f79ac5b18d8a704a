import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { OwnCalls } from '#server/envoy/call-guards.ts';
import { guardedListener } from '#server/envoy/hook-listener.ts';

// Node looks for slow callers once a second. Here, each request that is not read at once is late by then.

async function listen(t: Test) {
  const log = pino({ level: 'silent' });
  const app = await guardedListener({ secrets: [], ownCalls: new OwnCalls(), log });
  app.get('/open', { config: { open: true } }, async () => 'answered');
  app.server.headersTimeout = 1;
  app.server.requestTimeout = 1;
  t.teardown(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, port: (app.server.address() as AddressInfo).port };
}

/** Calls from another thread. Signals when the request is sent, and then posts the answer. */
const caller = `
const { connect } = require('node:net');
const { workerData: { port, sent }, parentPort } = require('node:worker_threads');
const request = 'GET /open HTTP/1.1\\r\\nHost: here\\r\\nConnection: close\\r\\n\\r\\n';
let answer = '';
const socket = connect(port, '127.0.0.1', () => socket.write(request, () => {
  Atomics.store(sent, 0, 1);
  Atomics.notify(sent, 0);
}));
socket.on('data', (bytes) => (answer += bytes));
socket.on('error', ({ code }) => (answer = code));
socket.on('close', () => parentPort.postMessage(answer));
`;

t.test('a call that waited while the service was too busy to read it is answered', async (t) => {
  const { app, port } = await listen(t);
  const sent = new Int32Array(new SharedArrayBuffer(4));
  // The connection is accepted, and then the process is busy until the timeout has passed.
  app.server.once('connection', () => {
    Atomics.wait(sent, 0, 0);
    Atomics.wait(sent, 0, 1, 1100);
  });
  const worker = new Worker(caller, { eval: true, workerData: { port, sent } });
  const [answer] = (await once(worker, 'message')) as [string];
  t.match(answer, /^HTTP\/1.1 200 OK[\s\S]*answered$/);
});

t.test('a caller that sends slowly is cut off', async (t) => {
  const { port } = await listen(t);
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /open HTTP/1.1\r\nHost:'));
  t.match(await text(socket), /^HTTP\/1.1 408 /);
});

t.test('what is no request is answered, and cut off', async (t) => {
  const { port } = await listen(t);
  const socket = connect(port, '127.0.0.1', () => socket.write('not a request\r\n\r\n'));
  t.match(await text(socket), /^HTTP\/1.1 400 /);
  const long = connect(port, '127.0.0.1', () =>
    long.write(`GET /open HTTP/1.1\r\nHost: ${'h'.repeat(40_000)}`),
  );
  t.match(await text(long), /^HTTP\/1.1 431 /);
});
