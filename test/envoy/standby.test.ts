import { createServer, request as plainRequest } from 'node:http';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { buffer } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { makeCertificate } from '#server/installation/server-certificate.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { OwnCalls } from '#server/envoy/call-guards.ts';
import { sign, signatureHeader } from '#envoy';
import { buildStandby } from '#server/envoy/standby/standby-listener.ts';
import { systemClock, type Clock } from '#server/platform/clock.ts';
import { createLogger } from '#server/ops/logging.ts';
import { TunnelWatch } from '#server/ops/tunnel-watch.ts';
import { HandClock } from '../support/hand-clock.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';

const approving = {
  name: 'approving',
  run: async () => ({ passed: true, reason: 'matched' }) as const,
};

const away = /The face check is away/;

class AwaitedLines extends Lines {
  /** Resolves when a later line matches. */
  says(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const write = this._write.bind(this);
      this._write = (chunk: Buffer, encoding, done) => {
        write(chunk, encoding, done);
        if (pattern.test(chunk.toString())) resolve();
      };
    });
  }
}

async function standbyFor(t: Test, service: string, clock: Clock = systemClock, ca?: string) {
  const log = new AwaitedLines();
  const app = await buildStandby({
    secrets: [hookSecret],
    target: {
      current: { url: new URL(service), secrets: [hookSecret], ...(ca !== undefined && { ca }) },
    },
    clock,
    log: createLogger('info', log),
  });
  t.teardown(() => app.close());
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const post = (path: string, body: object, by = hookSecret) =>
    sendSigned(origin + path, by, JSON.stringify(body));
  // Envoy repeats a call byte for byte, and a body holds whole seconds.
  const signedInAt = new Date();
  const signIn = (jobId: string) =>
    post('/envoy/sign-in', heldSignIn({ name: 'Ada Example', jobId, signedInAt }));
  return { origin, post, signIn, log };
}

/** Starts a program that answers instead of the service. @returns its origin */
async function answering(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test('the answer of the service passes through byte for byte', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  const standby = await standbyFor(t, new URL(hook.url).origin);
  t.match(await standby.signIn('approved'), { status: 200, body: '{}' });
  const body = heldSignIn({ name: 'Ada Example', jobId: 'direct' });
  const unread = { ...body, payload: { type: 'entries' } };
  const direct = await sendSigned(hook.url, hookSecret, JSON.stringify(unread));
  const passed = await standby.post('/envoy/sign-in', unread);
  t.match(direct, { status: 412 });
  t.equal(passed.body, direct.body);
  t.match(await standby.post('/envoy/sign-inn', body), { status: 412 }, 'held at a wrong address');
  t.match(await standby.post('/envoy/events', { meta: { event: 'invite_removed' } }), {
    status: 200,
  });
});

/** Starts a program that keeps each call and answers with 412. */
async function recording(t: Test) {
  const seen: { headers: IncomingHttpHeaders; body: string; method: string; url: string }[] = [];
  const origin = await answering(t, (request, response) => {
    void buffer(request).then((body) => {
      const { headers, method = '', url = '' } = request;
      seen.push({ headers, method, url, body: body.toString() });
      response
        .writeHead(412, { 'content-type': 'text/html', 'set-cookie': 'desk=x' })
        .end('{"seen":"<b>not a proof</b>","more":"of the service"}');
    });
  });
  return { seen, origin };
}

t.test('the time in which a call lay unread counts', async (t) => {
  const { seen, origin } = await recording(t);
  const standby = await standbyFor(t, origin);
  const { hostname, port } = new URL(standby.origin);
  // The loop has read something before.
  await standby.signIn('before');
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'unread' }));
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST /envoy/sign-in HTTP/1.1\r\nhost: hook\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n${signatureHeader}: ${sign(hookSecret, body)}\r\n\r\n${body}`,
  );
  // As a busy or suspended machine: nothing is read meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
  t.match((await buffer(socket)).toString(), /^HTTP\/1.1 412 /);
  const { headers } = seen.find((call) => call.body.includes('unread'))!;
  const agoMs = Number(headers['vestibule-first-arrival-ms-ago']);
  t.ok(agoMs >= 2500, `the service hears that it is ${agoMs} ms old`);
});

/** Headers that a caller may add to a call, which name it, or open something. */
const callersHeaders = {
  cookie: 'desk=session',
  authorization: 'Bearer x',
  origin: 'https://desk.example',
  'x-forwarded-for': '198.51.100.7',
  'x-other': 'y',
};
const expectedHeaders = [
  'connection',
  'content-length',
  'content-type',
  'host',
  'vestibule-first-arrival-ms-ago',
  'vestibule-nonce',
];

t.test('the service gets what Envoy signed, and the age of the call', async (t) => {
  const { seen, origin: service } = await recording(t);
  const { origin } = await standbyFor(t, service);
  const body = JSON.stringify(heldSignIn({ name: 'Zoë Å', jobId: 'unchanged' }));
  await fetch(`${origin}/envoy//sign-in/?from=envoy`, {
    method: 'POST',
    headers: { ...callersHeaders, 'x-envoy-signature': sign(hookSecret, body) },
    body,
  });
  t.match(seen, [{ body, url: '/envoy/sign-in' }]);
  t.match(seen[0]?.headers['vestibule-first-arrival-ms-ago'], /^\d+$/);
  t.same(Object.keys(seen[0]!.headers).sort(), [...expectedHeaders, 'x-envoy-signature'].sort());
});

t.test('a call that nobody signed reaches one address, and brings back a status', async (t) => {
  const { seen, origin: service } = await recording(t);
  const { origin } = await standbyFor(t, service);
  const post = (place: string) =>
    fetch(origin + place, {
      method: 'POST',
      headers: { ...callersHeaders, 'vestibule-own-call': 'x' },
      body: 'anything',
    });
  const otherPaths = [
    '/desk/api/login',
    '/kiosk/pair',
    '//evil.example/x',
    '/%2e%2e/x',
    '/envoy/setup',
    '/envoy/events',
    '/envoy/sign-in/../../desk',
  ];
  for (const place of otherPaths) t.match((await post(place)).status, /^40[14]$/, place);
  t.same(seen, []);
  const answer = await post('/envoy/sign-in?next=/desk');
  t.match(seen, [{ method: 'POST', url: '/envoy/sign-in', body: '' }]);
  t.same(Object.keys(seen[0]!.headers).sort(), [...expectedHeaders, 'vestibule-own-call'].sort());
  t.equal(answer.status, 412);
  t.notMatch(await answer.text(), /not a proof|of the service/);
  t.match(answer.headers.get('content-type'), /json/);
  t.equal(answer.headers.get('set-cookie'), null);
});

t.test('a signed call that holds nobody brings back a proven answer only', async (t) => {
  const { seen, origin: service } = await recording(t);
  const standby = await standbyFor(t, service);
  const answer = await standby.post('/envoy/events', { meta: { event: 'invite_removed' } });
  t.match(answer, { status: 412, body: away });
  t.equal(seen.length, 1);
  const otherPaths = await standby.post('/desk/api/login', { meta: { event: 'invite_removed' } });
  t.equal(otherPaths.status, 404);
  t.equal(seen.length, 1);
});

t.test('a call that Envoy did not sign never reaches the service', async (t) => {
  let calls = 0;
  const service = await answering(t, (_request, response) => {
    calls++;
    response.end('{}');
  });
  const standby = await standbyFor(t, service);
  const body = heldSignIn({ name: 'Ada Example', jobId: 'forged' });
  t.match(await standby.post('/envoy/sign-in', body, 'another-client-secret'), { status: 401 });
  t.equal((await fetch(`${standby.origin}/desk/`)).status, 404);
  t.equal(calls, 0);
});

t.test('nothing but a proven decision lets a visitor in', async (t) => {
  const odd: Record<string, RequestListener> = {
    'a 200 of another program': (_request, response) => response.end('{}'),
    'a web page': (_request, response) => response.end('<html>'),
    'a 202': (_request, response) => response.writeHead(202).end(),
    'a redirect': (_request, response) => response.writeHead(302, { location: '/ok' }).end(),
    'a 500': (_request, response) => response.writeHead(500).end('{}'),
    'a 412 of another program': (_request, response) => response.writeHead(412).end('{}'),
    'an invented proof': (_request, response) =>
      response.writeHead(200, { 'vestibule-proof': 'A'.repeat(43) }).end('{}'),
    'half an answer': (_request, response) => {
      response.writeHead(200, { 'content-length': '2' }).write('{');
      response.destroy();
    },
    'an endless answer': (_request, response) => {
      response.on('error', () => {});
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
      };
      response.on('drain', more);
      more();
    },
    'another protocol': (request) => {
      request.socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      );
    },
    'a connection that closes': (request) => request.socket.destroy(),
  };
  for (const [name, listener] of Object.entries(odd)) {
    const standby = await standbyFor(t, await answering(t, listener));
    const answer = await standby.signIn(name);
    t.match(answer, { status: 412, body: away }, name);
  }
});

t.test('an answer to a recorded call lets in nobody else', async (t) => {
  const hook = await startHook(t, { checks: [] });
  t.teardown(() => hook.stop());
  const event = JSON.stringify({ meta: { event: 'invite_removed' } });
  const recorded = { path: '/envoy/events', body: event, signature: sign(hookSecret, event) };
  const between = await answering(t, (request, response) => {
    void (async () => {
      const answer = await fetch(new URL(recorded.path, hook.url), {
        method: 'POST',
        headers: {
          'x-envoy-signature': recorded.signature,
          'vestibule-nonce': String(request.headers['vestibule-nonce']),
        },
        body: recorded.body,
      });
      const proof = answer.headers.get('vestibule-proof') ?? '';
      response.writeHead(answer.status, { 'vestibule-proof': proof }).end(await answer.text());
    })();
  });
  const standby = await standbyFor(t, between);
  t.match(await standby.signIn('mallory'), { status: 412, body: away });
});

t.test('a proof of one answer proves no other', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  let kept: string | null = null;
  const between = await answering(t, (request, response) => {
    void buffer(request).then(async (body) => {
      const headers = Object.entries(request.headers).filter(
        ([name]) => !['host', 'connection', 'content-length'].includes(name),
      );
      const answer = await fetch(new URL(request.url ?? '/', hook.url), {
        method: 'POST',
        headers: headers as [string, string][],
        body,
      });
      kept ??= answer.headers.get('vestibule-proof');
      response.writeHead(200, { 'vestibule-proof': kept ?? '' }).end(await answer.text());
    });
  });
  const standby = await standbyFor(t, between);
  t.match(await standby.signIn('first'), { status: 200 });
  t.match(await standby.signIn('second'), { status: 412, body: away }, 'a proof that was recorded');
});

t.test('over TLS, the service is the one that the given authority vouches for', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  const made = await makeCertificate(['127.0.0.1'], 2);
  const front = createTlsServer({ cert: made.certificate, key: made.key }, (near) => {
    const far = connect(Number(new URL(hook.url).port), '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  t.teardown(() => front.close());
  const service = `https://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const trusting = await standbyFor(t, service, systemClock, made.authority);
  t.match(await trusting.signIn('trusted'), { status: 200 });
  const other = await makeCertificate(['127.0.0.1'], 2);
  const doubting = await standbyFor(t, service, systemClock, other.authority);
  t.match(await doubting.signIn('not trusted'), { status: 412, body: away });
});

t.test('a service that says nothing is answered for at the deadline', async (t) => {
  const clock = new HandClock();
  let reached = () => {};
  const called = new Promise<void>((resolve) => (reached = resolve));
  const standby = await standbyFor(t, await answering(t, reached), clock);
  const answer = standby.signIn('silent');
  await called;
  await clock.turn(23_000);
  t.match(await answer, { status: 412, body: away });
});

t.test('a held sign-in stays held when the service is back', async (t) => {
  const clock = new HandClock();
  const options = { checks: [approving], databaseFile: `${t.testdir()}/vestibule.sqlite` };
  const before = await startHook(t, options);
  const port = Number(new URL(before.url).port);
  const standby = await standbyFor(t, new URL(before.url).origin, clock);
  const approved = await standby.signIn('before');
  await before.stop();
  const held = await standby.signIn('meanwhile');
  t.match(held, { status: 412, body: away });
  t.match(
    await standby.signIn('before'),
    { status: 200, body: approved.body },
    'said by the service',
  );
  const hook = await startHook(t, { ...options, port });
  t.teardown(() => hook.stop());
  const repeated = await standby.signIn('meanwhile');
  t.equal(repeated.body, held.body, 'a repeat gets the same');
  const delivered = standby.log.says(/late sign-in delivered/);
  await clock.turn(5000);
  await delivered;
  const direct = await hook.signIn({ jobId: 'meanwhile' });
  t.match(direct, { status: 412 }, 'the service holds the job, too');
  t.match(await standby.signIn('afterwards'), { status: 200 });
  t.notMatch(standby.log.text(), /Ada Example/);
});

t.test('an approval is of one body', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  const standby = await standbyFor(t, new URL(hook.url).origin);
  const { signIn } = standby;
  t.match(await signIn('one'), { status: 200 });
  const nobody = heldSignIn({ name: '', jobId: 'one' });
  const direct = await sendSigned(hook.url, hookSecret, JSON.stringify(nobody));
  const passed = await standby.post('/envoy/sign-in', nobody);
  t.match({ status: passed.status, body: passed.body }, { status: 412, body: direct.body });
});

t.test('a late call that nobody takes does not keep the others waiting', async (t) => {
  const clock = new HandClock();
  const options = { checks: [approving], databaseFile: `${t.testdir()}/vestibule.sqlite` };
  const before = await startHook(t, options);
  const port = Number(new URL(before.url).port);
  await before.stop();
  const front = await answering(t, (request, response) => {
    void buffer(request).then((body) => {
      // A proxy may answer a request by itself.
      if (body.includes('poison')) {
        response.end();
        return;
      }
      const toService = plainRequest(
        { port, method: 'POST', path: request.url, headers: request.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 0, answer.headers);
          answer.pipe(response);
        },
      );
      toService.on('error', () => response.destroy());
      toService.end(body);
    });
  });
  const standby = await standbyFor(t, front, clock);
  t.match(await standby.signIn('poison'), { status: 412, body: away });
  t.match(await standby.signIn('behind it'), { status: 412, body: away });
  const hook = await startHook(t, { ...options, port });
  t.teardown(() => hook.stop());
  const delivered = standby.log.says(/behind it.*delivered/);
  await clock.turn(5000);
  await delivered;
  t.match(await hook.signIn({ jobId: 'behind it' }), { status: 412 });
});

t.test('calls that nobody signed do not use the stand-by up', async (t) => {
  let open = 0;
  const service = await answering(t, () => void open++);
  const clock = new HandClock();
  const standby = await standbyFor(t, service, clock);
  const calls = Array.from({ length: 20 }, async () => {
    const headers = { 'vestibule-own-call': 'anything' };
    return fetch(`${standby.origin}/envoy/sign-in`, { method: 'POST', headers }).catch(() => null);
  });
  // The silent service holds four calls, and the stand-by refused the others.
  const some = new Promise<number>((resolve) => {
    let count = 0;
    for (const call of calls) void call.then(() => ++count === 16 && resolve(count));
  });
  t.equal(await some, 16);
  t.equal(open, 4);
  await clock.turn(5000);
  await Promise.all(calls);
});

t.test('the time that a call has waited elsewhere counts, with a fraction too', async (t) => {
  for (const ago of ['20000', '20000.5']) {
    const clock = new HandClock();
    let reached = () => {};
    const called = new Promise<void>((resolve) => (reached = resolve));
    const { origin } = await standbyFor(t, await answering(t, reached), clock);
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: ago }));
    const answer = fetch(`${origin}/envoy/sign-in`, {
      method: 'POST',
      headers: {
        'x-envoy-signature': sign(hookSecret, body),
        'vestibule-first-arrival-ms-ago': ago,
      },
      body,
    });
    await called;
    await clock.turn(3000);
    t.equal((await answer).status, 412, ago);
  }
});

t.test('the service finds out whether the tunnel leads to it, through the stand-by', async (t) => {
  const ownCalls = new OwnCalls();
  const hook = await startHook(t, { checks: [], ownCalls });
  t.teardown(() => hook.stop());
  const { origin } = await standbyFor(t, new URL(hook.url).origin);
  const watch = async (calls: OwnCalls) => {
    const each = new TunnelWatch({
      url: `${origin}/envoy/sign-in`,
      ownCalls: calls,
      clock: new HandClock(),
      log: createLogger('silent'),
    });
    for (let i = 0; i < 2; i++) {
      each.start();
      await each.settle();
    }
    await each.stop();
    return each.isDead;
  };
  t.equal(await watch(ownCalls), false);
  t.equal(await watch(new OwnCalls()), true, 'it leads to another service');
});
