import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { webcamFrames, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { end, pairingCode, secret, start } from '../../lab/running-service.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { connectionBudget } from '#server/platform/connection-limit.ts';
import { startLobby } from '../kiosk/start-lobby.ts';

/** Opens connections that send nothing. Resolves when each is open, or was closed at once. */
async function idle(url: string, count: number): Promise<Socket[]> {
  const { port } = new URL(url);
  const sockets: Socket[] = [];
  // Opens as many at a time as the listener's backlog holds.
  for (let i = 0; i < count; i += 250) {
    const some = Array.from({ length: Math.min(250, count - i) }, () => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {});
      return socket;
    });
    await Promise.all(
      some.map((socket) => Promise.race([once(socket, 'connect'), closed(socket)])),
    );
    sockets.push(...some);
  }
  return sockets;
}

const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

/** The limit of open files of this process, less those that it needs itself. */
function maxIdle(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024) - 200;
}

t.test('connections to the lobby listener leave the hook listener its own', async (t) => {
  if (process.platform !== 'linux') return t.comment('file limits are set by prlimit; not shown');
  const openFiles = 700;
  const limited = ['prlimit', `--nofile=${openFiles}:${openFiles}`];
  const service = await start(t.testdir(), {}, limited);
  t.teardown(() => end(service, 'SIGTERM'));
  const pid = service.process.pid!;
  const kiosk = new KioskClient({
    url: service.lobbyUrl,
    code: await pairingCode(service),
    frames: await webcamFrames(sampleFaces.womanB, 2),
  });
  await kiosk.start();
  t.teardown(() => kiosk.stop());

  const count = Math.min(20_000, maxIdle());
  const sockets = await idle(service.lobbyUrl, count);
  t.comment(`${count} idle connections, ${openFiles} files`);
  t.ok(count > 2 * openFiles, 'many more than the service may have files');
  const left = openFiles - readdirSync(`/proc/${pid}/fd`).length;
  t.ok(left > connectionBudget(openFiles).hook, 'the hook has its share left');
  const signIns = Array.from({ length: 20 }, (_, i) =>
    sendSigned(service.hookUrl, secret, JSON.stringify(heldSignIn({ name: `Visitor ${i}` }))),
  );
  // There are no enrolled people, so every sign-in is a review.
  for (const { status } of await Promise.all(signIns)) t.equal(status, 412);
  t.equal((await fetch(new URL('/healthz', service.hookUrl))).status, 200);
  const ready = await fetch(new URL('/readyz', service.lobbyUrl));
  t.match(await ready.json(), { checks: { kiosk: 'ok' } }, 'a lobby screen keeps its own, too');
  for (const socket of sockets) socket.destroy();
});

t.test('the share of each listener follows from the limit, and leaves some files', async (t) => {
  t.same(connectionBudget(Infinity), { hook: 512, lobby: 256 });
  for (const openFiles of [240, 256, 700, 1024, 4096, 20_000]) {
    const { hook, lobby } = connectionBudget(openFiles);
    t.ok(hook >= 16 && lobby >= 16 && hook >= lobby, String(openFiles));
    t.ok(hook + lobby <= openFiles - 192, String(openFiles));
  }
});

t.test('a lobby screen stays connected however many others come', async (t) => {
  const { app, url, kioskRegistry, pairing } = await startLobby(t);
  const { code } = await pairing.newCode({ name: 'Lobby' });
  const kiosk = new KioskClient({ url, code, frames: [] });
  await kiosk.start();
  t.teardown(() => kiosk.stop());
  const sockets = await idle(url, 1500);
  const [open] = await new Promise<number[]>((resolve) =>
    app.server.getConnections((_, count) => resolve([count])),
  );
  t.ok(open! <= connectionBudget().lobby + 1, 'the number of connections is bounded');
  t.match(kioskRegistry.status(), [{ connected: true }]);
  t.equal((await fetch(new URL('/kiosk/session', url))).status, 200, 'and a new one is served');
  for (const socket of sockets) socket.destroy();
  await app.close();
});
