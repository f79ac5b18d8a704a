import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { Flood } from '../../lab/simulate/flood.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import type { Check, CheckResult } from '#server/sign-in/check.ts';
import { sign } from '#envoy';
import { createLogger } from '#server/ops/logging.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';
import { isRelease, testOnce } from '../support/release.ts';

const matched: CheckResult = { passed: true, reason: 'matched' };
const checkOf = (run: Check['run']) => ({ name: 'test', run });
const welcoming = checkOf(async () => matched);
const body = JSON.stringify(heldSignIn({ name: 'Ada Example' }));
/** Number of calls in a flood. */
const many = isRelease ? 5000 : 800;
const forged = sign('a secret that Envoy does not have', body);

/** Resolves with the status, or with 0 when the service closed the connection. */
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

testOnce(t, 'forged calls are limited by source, and signed ones never', async (t) => {
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
  for (const address of ['203.0.113.7', '203.0.113.8', '::1, 203.0.113.9']) {
    // Behind a bare tunnel (`ssh -R`), the caller can write this header.
    const otherSource = { 'x-forwarded-for': address, 'x-envoy-signature': forged };
    t.equal(await send(hook.url, otherSource), 429, 'what a header says is no other source');
  }
  const logged = lines
    .text()
    .split('\n')
    .filter((line) => line.includes('signature refused'));
  t.equal(logged.length, 60, 'then no longer one by one');
});

t.test('a flood of forged calls while somebody signs in', async (t) => {
  // No models: how long a look takes beside a flood depends on the machine, and `vestibule bench` says it.
  const byName = checkOf(async ({ claim }) =>
    claim.name === 'Ada Example' ? matched : { passed: false, reason: 'no_match' },
  );
  const hook = await startHook(t, { checks: [byName] });
  t.teardown(() => hook.stop());
  const { db } = hook.store;
  const flood = new Flood(hook.url);
  t.teardown(() => flood.stop());
  await flood.reaches(many / 4);

  const before = flood.answered;
  const [herself, stranger] = await Promise.all([
    hook.signIn({ jobId: 'ada' }),
    hook.signIn({ name: 'Sam Stranger', jobId: 'stranger' }),
  ]);
  t.equal(herself.status, 200);
  t.match(await findSignIn(db, 'ada'), { verdict: 'approved' });
  t.equal(stranger.status, 412);
  t.match(await findSignIn(db, 'stranger'), { verdict: 'review', reason: 'no_match' });
  await flood.reaches(before + 1);
  t.ok(flood.answered > before, 'the flood went on meanwhile');

  await flood.reaches(many);
  const { sent, answers } = await flood.stop();
  const refused = (answers['401'] ?? 0) + (answers['429'] ?? 0);
  t.equal(refused, sent, 'each of them was refused, in one of two ways');
  t.ok(sent >= many);
  const { count } = await db
    .selectFrom('sign_ins')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  t.equal(count, 2, 'and none left a trace');
});

testOnce(t, 'a body is verified whatever its length and its type', async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const long = Buffer.alloc(3 * 1024 * 1024, 'x');
  t.equal(
    (await sendSigned(hook.url, hookSecret, long.toString())).status,
    412,
    'signed, and too long',
  );
  t.equal(await send(hook.url, { 'x-envoy-signature': forged }, long), 401);
  const nameless = { 'content-type': 'nonsense', 'x-envoy-signature': forged };
  t.equal(await send(hook.url, nameless), 401, 'no content type at all');
  const huge = Buffer.alloc(9 * 1024 * 1024, 'x');
  const signed = { 'x-envoy-signature': sign(hookSecret, huge) };
  t.equal(await send(hook.url, signed, huge), 412, 'too long to be looked at, so it is held');
  t.equal((await hook.signIn()).status, 200);
});

testOnce(t, 'connections that send slowly take nobody’s place', async (t) => {
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
  // The listener closes unfinished calls; this one had 5 s to send its headers.
  const last = slow.filter(isOpen).at(-2) ?? slow[0]!;
  last.resume();
  await once(last, 'close');
  for (const socket of slow) socket.destroy();
});

testOnce(
  t,
  'forged calls that are torn off are refused calls like others, and no fault',
  async (t) => {
    const lines = new Lines();
    const hook = await startHook(t, { checks: [welcoming], log: createLogger('info', lines) });
    t.teardown(() => hook.stop());
    const { port } = new URL(hook.url);
    const addresses = ['/envoy/sign-in', '/envoy/setup', '/envoy/events', '/nowhere'];
    const head = (address: string) =>
      `POST ${address} HTTP/1.1\r\nhost: x\r\nx-envoy-signature: ${forged}\r\ncontent-length: 1000\r\n\r\n{`;
    for (let i = 0; i < 200; i++) {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      await new Promise((resolve) => socket.write(head(addresses[i % 4]!), resolve));
      socket.resetAndDestroy();
      // Once a later call is answered, the listener has handled every call before it.
      if (i % 50 === 49) await fetch(new URL('/healthz', hook.url));
    }
    t.equal((await hook.signIn()).status, 200);
    const logged = lines.text().split('\n');
    t.same(
      logged.filter((line) => /"level":(50|60)/.test(line)),
      [],
      'no error line',
    );
    const refused = logged.filter((line) => line.includes('signature refused'));
    t.ok(refused.length > 0 && refused.length <= 60, 'some of them are logged');
  },
);
