import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import t from 'tap';
import { KioskRegistry } from '#server/kiosk/kiosk-registry.ts';
import { encodeFrame, maxFrameBytes } from '#server/protocol/frames.ts';
import { protocolVersion } from '#server/protocol/messages.ts';
import { listKiosks, revokeKiosk } from '#server/store/tables/kiosks.ts';
import { jpegLike, RawKiosk, refusedStatus } from './raw-kiosk.ts';
import { startLobby } from './start-lobby.ts';

const ready = { type: 'ready', protocol: protocolVersion, camera: 'ready' } as const;

t.test('who may not connect gets no upgrade', async (t) => {
  const { url, port, pair, db } = await startLobby(t);
  const { token, kiosk } = await pair();
  t.equal(await refusedStatus(url, {}), 401, 'no token');
  t.equal(await refusedStatus(url, { token: 'A'.repeat(43) }), 401, 'an unknown token');
  const foreign = 'https://evil.example';
  t.equal(await refusedStatus(url, { token, origin: foreign }), 403, 'a foreign origin');
  t.equal(
    await refusedStatus(url, { token, origin: `http://127.0.0.1:${port + 1}` }),
    403,
    'another port of this machine',
  );
  t.equal(
    await refusedStatus(url, { token, headers: { host: `evil.example:${port}` } }),
    403,
    'a foreign name for this machine',
  );
  await revokeKiosk(db, kiosk.id, new Date());
  t.equal(await refusedStatus(url, { token }), 401, 'a revoked token');
});

/** Everything that the service sends after an upgrade request until it closes the connection. */
async function rawUpgrade(port: number, path: string, headers: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
  );
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

t.test('an upgrade without any origin is refused', async (t) => {
  const { port, pair } = await startLobby(t);
  const { token } = await pair();
  const cookie = `Cookie: vestibule_kiosk=${token}\r\n`;
  t.match(await rawUpgrade(port, '/kiosk/socket', cookie), /^HTTP\/1\.1 403 /);
});

t.test('loopback by any of its names, and configured origins, may connect', async (t) => {
  const { url, port, pair } = await startLobby(t, { origins: ['https://lobby.example'] });
  const { token } = await pair();
  for (const [origin, host] of [
    [`http://localhost:${port}`, `localhost:${port}`],
    [`http://[::1]:${port}`, `[::1]:${port}`],
    ['https://lobby.example', 'lobby.example'],
  ] as const) {
    const headers = { host, cookie: `vestibule_kiosk=${token}` };
    const kiosk = new RawKiosk(url, token, { origin, headers });
    t.equal((await kiosk.next('hello')).protocol, protocolVersion, origin);
  }
});

t.test('a plain request to the socket is told what is served there', async (t) => {
  const { app, port, url, pair } = await startLobby(t);
  const { token } = await pair();
  const response = await app.inject({
    url: '/kiosk/socket',
    headers: { host: `127.0.0.1:${port}`, origin: url, cookie: `vestibule_kiosk=${token}` },
  });
  t.equal(response.statusCode, 426);
});

t.test('an upgrade of any other path is refused and its connection closed', async (t) => {
  const { port, url } = await startLobby(t);
  for (const path of ['/nothing', '/kiosk/session', '/']) {
    const answer = await rawUpgrade(port, path, `Origin: ${url}\r\n`);
    t.match(answer, /^HTTP\/1\.1 404 /, path);
  }
});

t.test('a connected kiosk is greeted and appears with its camera', async (t) => {
  const { url, kioskRegistry, pair, db } = await startLobby(t);
  const { token, kiosk } = await pair({ name: 'Front door' });
  const known = { id: kiosk.id, name: 'Front door' };
  const offline = { ...known, connected: false, camera: null, busy: false };

  const connected = once(kioskRegistry, 'connected');
  const client = new RawKiosk(url, token);
  const hello = await client.next('hello');
  t.same(hello, {
    type: 'hello',
    protocol: protocolVersion,
    kiosk: { name: 'Front door' },
    office: { name: null, logo: false },
    heartbeatSeconds: 5,
    instance: hello.instance,
  });
  t.type(hello.instance, 'string');
  client.send({ ...ready, camera: 'missing' });
  const online = { ...offline, connected: true, camera: 'missing' };
  t.match(await connected, [online]);
  t.match(kioskRegistry.status(), [online]);

  const disconnected = once(kioskRegistry, 'disconnected');
  client.socket.close();
  t.same(await disconnected, [offline]);
  t.ok((await listKiosks(db))[0]?.lastSeenAt, 'when it was seen is noted');
});

t.test('kiosks paired earlier are known before they connect', async (t) => {
  const { db, pair } = await startLobby(t);
  const { kiosk } = await pair({ name: 'Front door' });
  const kioskRegistry = new KioskRegistry({
    db,
    config: { kiosk: { askFirst: false, graceMs: 0 } },
    logger: pino({ level: 'silent' }),
  });
  await kioskRegistry.start();
  t.match(kioskRegistry.status(), [{ id: kiosk.id, name: 'Front door', connected: false }]);
  await kioskRegistry.stop();
});

t.test('the same kiosk connecting again takes over', async (t) => {
  const { url, kioskRegistry, pair } = await startLobby(t);
  const { token } = await pair();
  const older = await RawKiosk.ready(url, token);
  const newer = await RawKiosk.ready(url, token);
  t.match(await older.closed, { code: 4409, reason: /again/ });
  newer.send({ type: 'camera_changed', camera: 'blocked' });
  newer.socket.ping();
  await once(newer.socket, 'pong');
  t.match(kioskRegistry.status(), [{ connected: true, camera: 'blocked' }]);
});

t.test('a kiosk revoked elsewhere is closed and cannot come back', async (t) => {
  const { url, kioskRegistry, pair, db } = await startLobby(t, { times: { refreshMs: 10 } });
  const { token, kiosk } = await pair();
  const client = await RawKiosk.ready(url, token);
  await revokeKiosk(db, kiosk.id, new Date());
  t.match(await client.closed, { code: 4401 });
  t.equal(await refusedStatus(url, { token }), 401);
  t.same(kioskRegistry.status(), []);
});

t.test('a kiosk that does not answer the heartbeat is gone', async (t) => {
  const { url, kioskRegistry, pair } = await startLobby(t, { times: { heartbeatMs: 20 } });
  const { token } = await pair();
  const client = new RawKiosk(url, token, { autoPong: false });
  client.socket.on('open', () => client.send(ready));
  t.equal((await client.next('hello')).heartbeatSeconds, 0.02);
  await once(kioskRegistry, 'disconnected');
  t.equal((await client.closed).code, 1006, 'cut, without a closing handshake');
});

t.test('a kiosk that answers the heartbeat stays, and its page hears one too', async (t) => {
  const { url, kioskRegistry, pair } = await startLobby(t, { times: { heartbeatMs: 1000 } });
  const { token } = await pair();
  const client = await RawKiosk.ready(url, token);
  for (let beat = 0; beat < 2; beat++) await client.next('heartbeat');
  t.match(kioskRegistry.status(), [{ connected: true }]);
});

t.test('a kiosk that is never ready is closed', async (t) => {
  const { url, pair } = await startLobby(t, { times: { readyTimeoutMs: 10 } });
  const { token } = await pair();
  const client = new RawKiosk(url, token);
  t.match(await client.closed, { code: 4400, reason: /ready/ });
});

t.test('a page of another protocol is told to reload', async (t) => {
  const { url, pair } = await startLobby(t);
  const { token } = await pair();
  const client = new RawKiosk(url, token);
  await client.next('hello');
  client.send({ ...ready, protocol: protocolVersion - 1 });
  t.equal((await client.closed).code, 4426);
});

t.test('a bad message closes the socket with a code and a reason', async (t) => {
  const { url, pair } = await startLobby(t);
  const { token } = await pair();
  const id = '0'.repeat(32);
  const bad: [string, string | Uint8Array, RegExp][] = [
    ['not JSON', '{', /not JSON/],
    ['not an object', '7', /not of the protocol/],
    ['an unknown type', '{"type":"open_sesame"}', /not of the protocol/],
    ['a field too many', '{"type":"camera_changed","camera":"ready","x":1}', /not of the protocol/],
    ['a value not known', '{"type":"camera_changed","camera":"smashed"}', /not of the protocol/],
    ['a malformed capture id', '{"type":"capture_started","captureId":"1"}', /not of the protocol/],
    ['a long text', JSON.stringify({ type: 'x'.repeat(20_000) }), /over 16384 bytes/],
    ['ready again', JSON.stringify(ready), /ready twice/],
    ['a capture that is not', `{"type":"capture_started","captureId":"${id}"}`, /not the running/],
    ['a frame of no capture', encodeFrame(id, 0, jpegLike(1)), /not the running/],
    ['a frame that is a header only', Buffer.alloc(20), /without a picture/],
    ['a frame of nothing', Buffer.alloc(0), /without a picture/],
    ['a frame that is no JPEG', encodeFrame(id, 0, Buffer.alloc(1000)), /not a JPEG/],
    [
      'a second picture that is none',
      encodeFrame(id, 0, jpegLike(1), { jpeg: Buffer.alloc(9), apartMs: 0 }),
      /not a JPEG/,
    ],
    [
      'a frame that is shorter than it says',
      encodeFrame(id, 0, jpegLike(1)).subarray(0, -1),
      /without/,
    ],
    [
      'an oversized frame',
      encodeFrame(id, 0, Buffer.alloc(maxFrameBytes + 1)),
      /over 1048576 bytes/,
    ],
  ];
  for (const [what, message, reason] of bad) {
    const client = await RawKiosk.ready(url, token);
    client.send(message);
    t.match(await client.closed, { code: 4400, reason }, what);
  }
});

t.test('what comes before ready closes the socket', async (t) => {
  const { url, pair } = await startLobby(t);
  const { token } = await pair();
  for (const message of [
    '{"type":"camera_changed","camera":"ready"}',
    encodeFrame('0'.repeat(32), 0, jpegLike(1)),
  ]) {
    const client = new RawKiosk(url, token);
    await client.next('hello');
    client.send(message);
    t.match(await client.closed, { code: 4400, reason: /before ready/ });
  }
});

t.test('a message beyond all measure is cut off while it arrives', async (t) => {
  const { url, pair, kioskRegistry } = await startLobby(t);
  const { token } = await pair();
  const client = await RawKiosk.ready(url, token);
  const gone = once(kioskRegistry, 'disconnected');
  client.send(Buffer.alloc(4 * maxFrameBytes));
  t.equal((await client.closed).code, 1009);
  await gone;
});

t.test(
  'closing the listener says so to the kiosks, even to one that does not answer',
  async (t) => {
    const { url, app, pair, kioskRegistry } = await startLobby(t, {
      times: { closeTimeoutMs: 10 },
    });
    const polite = await RawKiosk.ready(url, (await pair({ name: 'A' })).token);
    const deaf = new RawKiosk(url, (await pair({ name: 'B' })).token);
    await deaf.next('hello');
    deaf.socket.pause();
    await app.close();
    t.match(await polite.closed, { code: 1001 });
    t.match(kioskRegistry.status(), [{ connected: false }, { connected: false }]);
    deaf.socket.terminate();
  },
);
