import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { rejectOnAbort, DeliveryError, postJson, textWithin } from '../http/index.ts';

async function serverWith(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = (url: string, signal = new AbortController().signal) =>
  postJson({ url, body: '{}', signal }).then(
    () => null,
    (error: unknown) => error as DeliveryError,
  );

t.test('a status says whether a retry may succeed', async (t) => {
  let status = 200;
  const url = await serverWith(t, (_request, response) => response.writeHead(status).end());
  t.equal(await post(url), null);
  for (const [code, permanent] of [
    [302, true],
    [404, true],
    [408, false],
    [429, false],
    [500, false],
  ] as const) {
    status = code;
    t.match(await post(url), { code: `http_${code}`, permanent });
  }
});

t.test('a call that is not answered fails with a code, without the address', async (t) => {
  const url = await serverWith(t, (request) => request.socket.destroy());
  const fault = await post(url);
  t.ok(fault instanceof DeliveryError);
  t.notMatch(String(fault), '127.0.0.1');
  t.match(await post(url, AbortSignal.abort()), { code: 'timed_out' });
  // Nothing listens at the address of a server that is closed.
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  t.match(await post(`http://127.0.0.1:${port}`), { code: 'ECONNREFUSED' });
});

t.test('an answer that is too long, or no text, is none', async (t) => {
  t.equal(await textWithin(new Response('five!'), 5), 'five!');
  t.equal(await textWithin(new Response('longer'), 5), null);
  t.equal(await textWithin(new Response(Uint8Array.of(0xff)), 5), null);
});

t.test('a signal rejects with its own fault, or as timed out', async (t) => {
  const own = new DeliveryError('channel_changed');
  await t.rejects(rejectOnAbort(AbortSignal.abort(own)), own);
  await t.rejects(rejectOnAbort(AbortSignal.abort()), { code: 'timed_out' });
});
