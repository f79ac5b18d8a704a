import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { heldSignIn } from '../../scripts/simulate/held-sign-in.ts';
import { sendSigned } from '../../scripts/simulate/send-signed.ts';
import { projectRoot } from '../../server/config/paths.ts';
import type { Check, CheckResult } from '../../server/checks/check.ts';
import { sign } from '../../server/envoy/signature.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { secret, startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';

const matched: CheckResult = { passed: true, reason: 'matched' };
const checkOf = (run: Check['run']) => ({ name: 'test', run });
const welcoming = checkOf(async () => matched);
const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
const forged = sign('a secret that Envoy does not have', body);

/** Resolves with the status, or 0 when the connection was closed instead. */
function send(
  url: string,
  headers: Record<string, string>,
  sent: string | Buffer = body,
): Promise<number> {
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', () => resolve(0));
    call.end(sent);
  });
}

t.test('forged calls are limited by source, and signed ones never', async (t) => {
  const lines = new Lines();
  const hook = await startHook(t, { checks: [welcoming], log: createLogger('trace', lines) });
  t.teardown(() => hook.stop());
  const statuses: number[] = [];
  for (let i = 0; i < 100; i++) {
    statuses.push(await send(hook.url, i % 2 ? {} : { 'x-envoy-signature': forged }));
  }
  t.strictSame(
    statuses,
    Array.from({ length: 100 }, (_, i) => (i < 30 ? 401 : 429)),
  );
  t.equal((await hook.signIn()).status, 200, 'a signed one from the same address');
  const elsewhere = { 'x-forwarded-for': '203.0.113.7', 'x-envoy-signature': forged };
  t.equal(await send(hook.url, elsewhere), 401, 'another source, by what the tunnel says');
  const logged = lines
    .text()
    .split('\n')
    .filter((line) => line.includes('signature refused'));
  t.equal(logged.length, 60, 'then no longer one by one');
});

t.test('a thousand forged calls a second while somebody signs in', async (t) => {
  const held = new EventEmitter<{ asked: [(result: CheckResult) => void] }>();
  const asking = checkOf(async ({ jobId }) =>
    jobId === 'held' ? new Promise((answer) => held.emit('asked', answer)) : matched,
  );
  // Whatever else this machine does meanwhile.
  const hook = await startHook(t, { checks: [asking], deadlineMs: 120_000 });
  t.teardown(() => hook.stop());
  const asked = once(held, 'asked') as Promise<[(result: CheckResult) => void]>;
  const signIn = hook.signIn({ jobId: 'held' });
  const [answer] = await asked;
  const script = path.join(projectRoot, 'dist/test/envoy/forge-calls.js');
  const forger = spawn(process.execPath, [script, hook.url]);
  const lines = createInterface(forger.stdout)[Symbol.asyncIterator]();
  t.equal((await lines.next()).value, 'begun');
  for (let i = 0; i < 10; i++) t.equal((await hook.signIn()).status, 200, 'amidst them');
  answer(matched);
  t.equal((await signIn).status, 200, 'held meanwhile');
  forger.stdin.end();
  const answers = JSON.parse(String((await lines.next()).value)) as Record<string, number>;
  t.equal(answers['401'], 30);
  t.ok((answers['429'] ?? 0) > 0);
  t.strictSame(
    Object.keys(answers).filter((status) => !/0|401|429/.test(status)),
    [],
  );
});

t.test('a body is verified whatever its length and its type', async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const long = Buffer.alloc(3 * 1024 * 1024, 'x');
  t.equal(
    (await sendSigned(hook.url, secret, long.toString())).status,
    412,
    'signed, and too long',
  );
  t.equal(await send(hook.url, { 'x-envoy-signature': forged }, long), 401);
  const nameless = { 'content-type': 'nonsense', 'x-envoy-signature': forged };
  t.equal(await send(hook.url, nameless), 401, 'no content type at all');
  const huge = Buffer.alloc(9 * 1024 * 1024, 'x');
  const signed = { 'x-envoy-signature': sign(secret, huge) };
  t.ok([0, 401].includes(await send(hook.url, signed, huge)), 'too long to be looked at');
  t.equal((await hook.signIn()).status, 200);
});

t.test('connections that send slowly take nobody’s place', async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const { port } = new URL(hook.url);
  const slow = await Promise.all(
    Array.from({ length: 700 }, async (_, i) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      const head = 'POST /envoy/sign-in HTTP/1.1\r\nhost: x\r\n';
      const signature = `x-envoy-signature: ${forged}\r\ncontent-length: 1000\r\n\r\n{`;
      socket.write(i % 2 === 0 ? head : head + signature);
      return socket;
    }),
  );
  for (let i = 0; i < 5; i++) t.equal((await hook.signIn()).status, 200);
  const isOpen = (socket: Socket) => !socket.destroyed && socket.readyState === 'open';
  t.ok(slow.filter(isOpen).length < 600, 'those that waited for longest went');
  // Those that never finish are cut off in the end; this one had to send its headers in 5 s.
  const last = slow.filter(isOpen).at(-2) ?? slow[0]!;
  last.resume();
  await once(last, 'close');
  for (const socket of slow) socket.destroy();
});
