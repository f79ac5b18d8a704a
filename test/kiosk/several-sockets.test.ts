import { once } from 'node:events';
import t, { type Test } from 'tap';
import { closeCodes, protocolVersion, type Ready } from '#server/protocol/messages.ts';
import { revokeKiosk } from '#server/store/tables/kiosks.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import { askCapture, enough } from './ask-capture.ts';
import { RawKiosk } from './raw-kiosk.ts';
import { startLobby, type LobbyOptions } from './start-lobby.ts';

// A page with a socket to each of several instances, as one of these instances sees it.

const onFrame = async () => enough;
const page = 1_800_000_000_000;

async function pairedLobby(t: Test, options: LobbyOptions = {}) {
  const lobby = await startLobby(t, { times: { outcomeHoldMs: 0, heldAfterMs: 0 }, ...options });
  const { token } = await lobby.pair();
  const connect = async (n: number, more: Pick<Ready, 'taken'> = {}) => {
    const connected = once(lobby.kioskRegistry, 'connected');
    const kiosk = await RawKiosk.ready(lobby.url, token, { socket: { page, n }, ...more });
    await connected;
    return kiosk;
  };
  return { ...lobby, token, connect };
}

/** Resolves when the service has read everything that was sent before. */
async function isRead(kiosk: RawKiosk): Promise<void> {
  kiosk.socket.ping();
  await once(kiosk.socket, 'pong');
}

t.test('of two sockets, the one that the page opened later stays', async (t) => {
  const { url, token, kioskRegistry, connect } = await pairedLobby(t);
  const delayed = new RawKiosk(url, token);
  await delayed.next('hello');
  const newer = await connect(2);
  const ready = { type: 'ready', protocol: protocolVersion, camera: 'ready' } as const;
  delayed.send({ ...ready, socket: { page, n: 1 } });
  t.match(await delayed.closed, { code: closeCodes.replaced });
  t.match(kioskRegistry.status(), [{ connected: true }]);
  const newest = await connect(3);
  t.match(await newer.closed, { code: closeCodes.replaced });
  const otherPage = await RawKiosk.ready(url, token, { socket: { page: page + 1, n: 1 } });
  t.match(await newest.closed, { code: closeCodes.replaced }, 'of a later page');
  await isRead(otherPage);
  t.match(kioskRegistry.status(), [{ connected: true }]);
});

t.test('a page number of the future keeps no other page out', async (t) => {
  const { url, token, kioskRegistry } = await pairedLobby(t);
  const thief = { page: Number.MAX_SAFE_INTEGER, n: 1 };
  const stolen = await RawKiosk.ready(url, token, { socket: thief });
  const screen = await RawKiosk.ready(url, token, { socket: { page: 1_700_000_000_000, n: 1 } });
  t.match(await stolen.closed, { code: closeCodes.replaced });
  await isRead(screen);
  t.match(kioskRegistry.status(), [{ connected: true }]);
});

t.test('a socket that is never ready replaces no other', async (t) => {
  const { url, token, kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1);
  const silent = Array.from({ length: 6 }, () => new RawKiosk(url, token));
  t.match(await silent[0]!.closed, { code: closeCodes.fault }, 'nor are many of them kept');
  const { ended } = askCapture(kioskRegistry, { onFrame });
  kiosk.frame(await kiosk.startCapture(), 0);
  t.match(await ended, { ending: 'done' });
});

t.test('a capture waits while the camera serves another instance', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1, { taken: 'visitor' });
  const phases: string[] = [];
  const { ended } = askCapture(kioskRegistry, { onFrame, onPhase: (phase) => phases.push(phase) });
  await isRead(kiosk);
  t.same(phases.at(-1), 'in_line');
  t.match(kioskRegistry.status(), [{ busy: true }]);
  kiosk.send({ type: 'camera_taken', by: 'nobody' });
  kiosk.frame(await kiosk.startCapture(), 0);
  t.match(await ended, { ending: 'done', frames: 1 });
});

t.test('a capture that the page refuses begins when the camera is free', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1);
  const { ended } = askCapture(kioskRegistry, { onFrame, jobId: 'job' });
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'capture_busy', captureId });
  t.match(await kiosk.next('capture_end'), { captureId });
  kiosk.send({ type: 'camera_taken', by: 'nobody' });
  const again = await kiosk.startCapture();
  t.not(again, captureId, 'with a nonce of its own');
  kiosk.frame(again, 0);
  t.match(await ended, { ending: 'done', frames: 1 });
});

t.test('at its deadline, a capture that was refused says that the kiosk is busy', async (t) => {
  const timer = new PushedTimer();
  const { kioskRegistry, connect } = await pairedLobby(t, { timer });
  const kiosk = await connect(1);
  const { ended } = askCapture(kioskRegistry, { onFrame, jobId: 'job', withinMs: 5000 });
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'capture_busy', captureId });
  await kiosk.next('capture_end');
  timer.push(5000);
  timer.ring();
  const end = await ended;
  t.match(end, { ending: 'kiosk_busy', frames: 0 });
  end.showOutcome('please_wait');
  await isRead(kiosk);
  t.same(kiosk.inbox, [], 'the visitor of the other instance sees nothing of it');
});

t.test('a visitor of another instance comes before an enrolment', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1);
  const { ended } = askCapture(kioskRegistry, { onFrame, purpose: 'enrolment' });
  const first = await kiosk.next('capture_start');
  t.equal(first.givesWay, true);
  kiosk.send({ type: 'capture_started', captureId: first.captureId });
  kiosk.send({ type: 'capture_busy', captureId: first.captureId });
  await kiosk.next('capture_end');
  kiosk.send({ type: 'camera_taken', by: 'nobody' });
  const again = await kiosk.next('capture_start');
  t.equal(again.askFirst, true, 'somebody else may be at the screen');
  kiosk.send({ type: 'capture_started', captureId: again.captureId });
  kiosk.frame(again.captureId, 0);
  t.match(await ended, { ending: 'done' });
});

t.test('a sign-in begins although another instance enrols, and an enrolment waits', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1, { taken: 'yielding' });
  const enrolment = askCapture(kioskRegistry, { onFrame, purpose: 'enrolment' });
  const signIn = askCapture(kioskRegistry, { onFrame, jobId: 'job', visitor: 'Ada' });
  const start = await kiosk.next('capture_start');
  t.match(start, { visitor: 'Ada' });
  kiosk.send({ type: 'capture_started', captureId: start.captureId });
  kiosk.frame(start.captureId, 0);
  t.match(await signIn.ended, { ending: 'done' });
  kiosk.send({ type: 'camera_taken', by: 'nobody' });
  const { purpose, captureId } = await kiosk.next('capture_start');
  t.equal(purpose, 'enrolment');
  kiosk.send({ type: 'capture_started', captureId });
  kiosk.frame(captureId, 1);
  t.match(await enrolment.ended, { ending: 'done' });
});

t.test('an attempt in flight keeps its result when another instance enrols', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1);
  const { ended } = askCapture(kioskRegistry, { onFrame, jobId: 'job' });
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'camera_taken', by: 'yielding' });
  kiosk.send({ type: 'camera_taken', by: 'nobody' });
  kiosk.send({ type: 'capture_started', captureId });
  kiosk.frame(captureId, 0);
  (await ended).showOutcome('welcome');
  await isRead(kiosk);
  t.match(await kiosk.next('outcome'), { captureId, message: 'welcome' });
});

t.test('a refused enrolment does not hold up sign-ins', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1);
  void askCapture(kioskRegistry, { onFrame, purpose: 'enrolment' });
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'camera_taken', by: 'yielding' });
  kiosk.send({ type: 'capture_busy', captureId });
  await kiosk.next('capture_end');
  const phases: string[] = [];
  void askCapture(kioskRegistry, { jobId: 'job', onPhase: (phase) => phases.push(phase) });
  await isRead(kiosk);
  t.equal(phases.at(-1), 'running');
});

t.test('the end of a pairing also closes a socket that is not ready', async (t) => {
  const { url, db, pair, kioskRegistry } = await pairedLobby(t);
  const { kiosk: paired, token } = await pair({ name: 'Side door' });
  const kiosk = new RawKiosk(url, token);
  await kiosk.next('hello');
  await revokeKiosk(db, paired.id, new Date());
  await kioskRegistry.pairingChanged();
  t.match(await kiosk.closed, { code: closeCodes.revoked });
});

t.test('a visitor is asked to wait once the visitor of another instance has gone', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1);
  kiosk.send({ type: 'camera_taken', by: 'visitor' });
  await isRead(kiosk);
  const visitor = { jobId: 'job', locationId: null, deviceId: null, arrivedAt: new Date() };
  kioskRegistry.scheduleWaitNotice(visitor);
  await isRead(kiosk);
  t.same(
    kiosk.inbox.filter(({ type }) => type === 'held'),
    [],
  );
  kiosk.send({ type: 'camera_taken', by: 'nobody' });
  t.match(await kiosk.next('held'), { type: 'held' });
});

t.test('only a page that numbers its sockets is told of other instances', async (t) => {
  const { url, pair, kioskRegistry, connect } = await pairedLobby(t);
  const kiosk = await connect(1);
  const own = (await kiosk.next('instances')).ids;
  t.equal(own.length, 1);
  const { token } = await pair({ name: 'Older page' });
  const older = await RawKiosk.ready(url, token);
  await isRead(older);
  kioskRegistry.setInstances([...own, 'another']);
  t.same((await kiosk.next('instances')).ids, [...own, 'another']);
  kioskRegistry.leave();
  t.match(await kiosk.next('leaving'), { type: 'leaving' });
  await isRead(older);
  t.same(older.inbox, []);
});
