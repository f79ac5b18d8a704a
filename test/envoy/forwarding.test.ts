import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { freePort } from '../../lab/free-port.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { EarlyHookListener } from '#server/app/early-hook-listener.ts';
import { Forwarding, forwardedHeader } from '#server/envoy/forwarding.ts';
import { newTemplateKey } from '#server/keys/keyring.ts';
import { createLogger } from '#server/ops/logging.ts';
import type { CheckResult, RequiredCheck } from '#server/sign-in/check.ts';
import type { OtherInstances } from '#server/sign-in/other-instances.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { hookSecret, startHook, type Hook, type HookOptions } from '../support/hook.ts';
import { PushedTimer } from '../support/pushed-timer.ts';

const templateKey = newTemplateKey(null, false);
const matched: CheckResult = { passed: true, reason: 'matched' };
const failed: CheckResult = { passed: false, reason: 'no_match' };

function forwardingOf(instanceId: string, key = templateKey): Forwarding {
  return new Forwarding({
    ...{ templateKey: key, secrets: [hookSecret], instanceId, log: createLogger('silent') },
  });
}

/** Forwards each call to that address, if it may, and decides the others itself. */
function forwardingTo(address: () => string, id = 'runner') {
  const seen: string[] = [];
  const others: OtherInstances = {
    begin: async (_signIn, { until, stopping, isHere, forward }) => {
      const send = forward();
      if (!send) return 'here';
      const came = await send({ id, address: address() }, until, [stopping, isHere]);
      seen.push(came);
      return came === 'answered' ? 'elsewhere' : 'silent';
    },
    askedMsAgo: async () => null,
    end: () => {},
  };
  return { others, seen };
}

class Counting {
  readonly name = 'all';
  count = 0;
  result = matched;
  run: RequiredCheck['check']['run'] = async () => {
    this.count++;
    return this.result;
  };
}

/** Two instances on one database. The asked one forwards to the one that runs the checks. */
async function twoInstances(t: Test, more: Partial<HookOptions> = {}) {
  const databaseFile = path.join(t.testdir({}), 'both.sqlite');
  const here = new Counting();
  const there = new Counting();
  const hooks: { asked?: Hook } = {};
  const back = forwardingTo(() => new URL(hooks.asked!.url).origin, 'asked');
  const runner = await startHook(t, {
    ...{ checks: [there], databaseFile, others: back.others, forwarding: forwardingOf('runner') },
  });
  const to = forwardingTo(() => new URL(runner.url).origin);
  const asked = await startHook(t, {
    ...{ checks: [here], databaseFile, others: to.others, forwarding: forwardingOf('asked') },
    ...more,
  });
  hooks.asked = asked;
  t.teardown(async () => {
    await asked.stop();
    await runner.stop();
  });
  return { asked, runner, here, there, back, to };
}

t.test('a call is decided by the instance with the lobby screen, and answered alike', async (t) => {
  const { asked, runner, here, there, back } = await twoInstances(t);
  t.match(await asked.signIn({ jobId: 'let in' }), { status: 200, body: '{}' });
  there.result = failed;
  const held = await asked.signIn({ jobId: 'held' });
  t.equal(held.status, 412);
  t.equal((await runner.signIn({ jobId: 'held' })).body, held.body, 'byte for byte');
  t.same([here.count, there.count], [0, 2]);
  t.same(back.seen, [], 'a forwarded call is not forwarded again');
});

t.test('an approval that is not stored is no approval', async (t) => {
  const { asked, runner } = await twoInstances(t, { deadlineMs: 6000 });
  const remote = await startHook(t, {
    ...{ checks: [new Counting()], databaseFile: path.join(t.testdirName, 'other.sqlite') },
    forwarding: forwardingOf('runner'),
  });
  t.teardown(() => remote.stop());
  const url = new URL(runner.url);
  await runner.stop();
  const relay = await answering(t, Number(url.port), async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { host: _host, 'content-length': _length, ...headers } = request.headers;
    const answer = await fetch(remote.url, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const proof = answer.headers.get('vestibule-proof') ?? '';
    response.writeHead(answer.status, { 'vestibule-proof': proof });
    response.end(await answer.text());
  });
  const held = await asked.signIn({ jobId: 'not stored here' });
  t.equal(held.status, 412);
  t.match(held.body, 'instance silent');
  t.equal((await findSignIn(remote.store.db, 'not stored here'))?.verdict, 'approved');
  t.match(await findSignIn(asked.store.db, 'not stored here'), { reason: 'instance_silent' });
  relay.close();
});

/** A server at that port, which the test plays. */
async function answering(
  t: Test,
  port: number,
  answer: (...args: Parameters<Parameters<typeof createServer>[1] & object>) => unknown,
): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

t.test('an answer that is not ours holds the visitor, in time and on record', async (t) => {
  const answers: Record<string, Parameters<typeof answering>[2]> = {
    approval: (_request, response) => response.end('{}'),
    'another type': (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello</p>'),
    redirect: (_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    'too long': (_request, response) => response.end(Buffer.alloc(2 * 1024 * 1024)),
    none: () => {},
  };
  for (const [what, answer] of Object.entries(answers)) {
    const server = await answering(t, 0, answer);
    const { port } = server.address() as AddressInfo;
    const { others } = forwardingTo(() => `http://127.0.0.1:${port}`);
    const check = new Counting();
    const asked = await startHook(t, {
      ...{ checks: [check], others, forwarding: forwardingOf('asked'), deadlineMs: 2000 },
      databaseFile: path.join(t.testdir({}), `${what.replace(' ', '-')}.sqlite`),
    });
    const { status, body } = await asked.signIn({ jobId: what });
    t.equal(status, 412, what);
    t.match(body, 'instance silent');
    t.match(await findSignIn(asked.store.db, what), { reason: 'instance_silent' });
    t.equal(check.count, 0);
    await asked.stop();
  }
});

t.test('a forward that arrives after the deadline starts no check', async (t) => {
  const { runner, there } = await twoInstances(t);
  const { port } = new URL(runner.url);
  const from = forwardingOf('asked');
  const body = Buffer.from(JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'late' })));
  const headers = await signedHeaders(t, body);
  const call = { method: 'POST', path: '/envoy/sign-in', headers, body, caller: '127.0.0.1' };
  const to = { id: 'runner', address: `http://127.0.0.1:${port}` };
  const { signal } = new AbortController();
  const receivedAt = new Date();
  const now = { agoMs: 0, receivedAt };
  const answer = await from.send(call, to, { agoMs: 30_000, receivedAt, signal });
  t.equal(answer.status, 412);
  t.equal(there.count, 0);
  t.equal((await from.send(call, { ...to, id: 'before' }, { ...now, signal })).status, 421);
  const mistaken = forwardingOf('asked', newTemplateKey(null, false));
  t.equal((await mistaken.send(call, to, { ...now, signal })).status, 412, 'it is decided');
});

/** The headers with which the simulated Envoy sends this body. */
async function signedHeaders(t: Test, body: Buffer): Promise<Record<string, string>> {
  let headers: Record<string, string> = {};
  const server = await answering(t, 0, (request, response) => {
    headers = request.headers as Record<string, string>;
    response.end('{}');
  });
  const { port } = server.address() as AddressInfo;
  await sendSigned(`http://127.0.0.1:${port}/envoy/sign-in`, hookSecret, body.toString());
  return headers;
}

t.test('a mark that nobody with the template key has made changes nothing', async (t) => {
  const { asked, to, here } = await twoInstances(t);
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'marked' }));
  const headers = await signedHeaders(t, Buffer.from(body));
  const response = await fetch(asked.url, {
    method: 'POST',
    headers: {
      'x-envoy-signature': headers['x-envoy-signature']!,
      [forwardedHeader]: `runner asked ${'A'.repeat(43)}`,
    },
    body,
  });
  t.equal(response.status, 200);
  t.same(to.seen, ['answered'], 'it is forwarded like every call');
  t.equal(here.count, 0);
});

t.test('an instance that was late changes nothing of the approval that was read', async (t) => {
  let release = () => {};
  const stalled = new Promise<void>((resolve) => (release = resolve));
  const databaseFile = path.join(t.testdir({}), 'both.sqlite');
  const runner = await startHook(t, {
    ...{ checks: [new Counting()], databaseFile, forwarding: forwardingOf('runner') },
    ...{ deadlineMs: 2600, ledgerHook: [() => stalled] },
  });
  const { others } = forwardingTo(() => new URL(runner.url).origin);
  // The runner has answered, and its approval is committed now.
  const begin: OtherInstances['begin'] = async (...args) => {
    await others.begin(...args);
    release();
    return 'silent';
  };
  const asked = await startHook(t, {
    ...{ checks: [], databaseFile, others: { ...others, begin } },
    ...{ forwarding: forwardingOf('asked'), deadlineMs: 20_000 },
  });
  t.match(await asked.signIn({ jobId: 'late' }), { status: 200, body: '{}' });
  await runner.signIns.stop();
  t.match(await findSignIn(asked.store.db, 'late'), { verdict: 'approved', reason: 'matched' });
  await asked.stop();
  await runner.stop();
});

t.test('the record has the review that Envoy got, and not an approval read too late', async (t) => {
  let answered = () => {};
  const isAnswered = new Promise<void>((resolve) => (answered = resolve));
  const timer = new PushedTimer();
  const { asked, runner, to } = await twoInstances(t, { timer, deadlineMs: 600_000 });
  const begin = to.others.begin.bind(to.others);
  to.others.begin = async (...args) => {
    const place = await begin(...args);
    timer.push(600_000);
    timer.ring();
    await isAnswered;
    return place;
  };
  t.match(await asked.signIn({ jobId: 'unread' }), { status: 412, body: /timed out/ });
  t.match(await findSignIn(runner.store.db, 'unread'), { verdict: 'approved' });
  answered();
  await asked.signIns.stop();
  t.match(await findSignIn(asked.store.db, 'unread'), { verdict: 'review', reason: 'timed_out' });
  const repeat = await runner.signIn({ jobId: 'unread' });
  t.match(repeat, { status: 412 }, 'a repeat at the instance that approved hears it, too');
});

t.test("an answer that was not stored is not given with another instance's decision", async (t) => {
  const runner = await startHook(t, {
    ...{
      checks: [{ name: 'theirs', run: async () => failed }],
      forwarding: forwardingOf('runner'),
    },
    ...{ databaseFile: path.join(t.testdir({}), 'other.sqlite') },
  });
  const { others } = forwardingTo(() => new URL(runner.url).origin);
  const begin: OtherInstances['begin'] = async (signIn, options) => {
    if (options.tried.size > 0) return 'here';
    options.tried.add('runner');
    return others.begin(signIn, options);
  };
  const asked = await startHook(t, {
    ...{ checks: [{ name: 'all', run: async () => failed }], others: { ...others, begin } },
    ...{ forwarding: forwardingOf('asked') },
    databaseFile: path.join(t.testdirName, 'asked.sqlite'),
  });
  const { status, body } = await asked.signIn({ jobId: 'decided here' });
  t.equal(status, 412);
  t.notMatch(body, 'theirs');
  await asked.stop();
  await runner.stop();
});

t.test(
  'an instance that starts leaves what is forwarded to others, and holds the rest',
  async (t) => {
    const port = await freePort();
    const early = new EarlyHookListener({
      config: { hook: { host: '127.0.0.1', port } },
      secrets: [hookSecret],
      log: createLogger('silent'),
    });
    await early.listenHolding();
    t.teardown(() => early.close());
    const body = Buffer.from(JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'early' })));
    const headers = await signedHeaders(t, body);
    const call = { method: 'POST', path: '/envoy/sign-in', headers, body, caller: '127.0.0.1' };
    const to = { id: randomUUID(), address: `http://127.0.0.1:${port}` };
    const limits = { agoMs: 0, receivedAt: new Date(), signal: new AbortController().signal };
    t.equal((await forwardingOf(randomUUID()).send(call, to, limits)).status, 421);
    t.equal(early.decisionOutbox.waiting, 0);
    const other = await forwardingOf('a proxy').send(call, to, limits);
    t.match([other.status, String(other.body)], [412, /is starting/]);
    t.equal(early.decisionOutbox.waiting, 1);
  },
);

t.test('an address that accepts connections and says nothing is given up', async (t) => {
  const silent = createTcpServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const to = { id: 'runner', address: `https://127.0.0.1:${port}` };
  const call = { method: 'POST', path: '/', headers: {}, body: Buffer.from(''), caller: '' };
  const limits = { agoMs: 0, receivedAt: new Date(), signal: new AbortController().signal };
  await t.rejects(forwardingOf('asked').send(call, to, limits), /not connected in time/);
});
