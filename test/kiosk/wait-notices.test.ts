import { once } from 'node:events';
import t, { type Test } from 'tap';
import { askCapture, enough } from './ask-capture.ts';
import { RawKiosk } from './raw-kiosk.ts';
import { startLobby, type LobbyOptions } from './start-lobby.ts';

const heldAfterMs = 50;

async function lobbyWith(t: Test, options: LobbyOptions = {}) {
  const times = { heldAfterMs, outcomeHoldMs: 0, ...options.times };
  const lobby = await startLobby(t, { ...options, times });
  const connect = async (serves: { name: string; deviceId?: string; locationId?: string }) => {
    const { token } = await lobby.pair(serves);
    const connected = once(lobby.kioskRegistry, 'connected');
    const kiosk = await RawKiosk.ready(lobby.url, token);
    await connected;
    return kiosk;
  };
  return { ...lobby, connect };
}

const visitor = (jobId: string, deviceId: string | null = null, arrivedAt = new Date()) => ({
  jobId,
  deviceId,
  locationId: null,
  arrivedAt,
});

t.test('the screen that serves them asks them to wait, and no other', async (t) => {
  const { kioskRegistry, connect } = await lobbyWith(t);
  const [front, back] = [
    await connect({ name: 'Front', deviceId: 'a' }),
    await connect({ name: 'Back', deviceId: 'b' }),
  ];
  kioskRegistry.scheduleWaitNotice(visitor('1', 'a'));
  t.same(await front.next('held'), { type: 'held', showMs: 60_000 });
  kioskRegistry.scheduleWaitNotice({ ...visitor('2', 'b'), language: 'pt-BR' });
  t.match(await back.next('held'), { language: 'pt-BR' }, 'the first message since the greeting');
  kioskRegistry.endWaitNotice('2');
  await back.next('held_over');
  t.notOk(
    front.inbox.some(({ type }) => type === 'held_over'),
    'somebody came for the other',
  );
  kioskRegistry.endWaitNotice('1');
  t.same(await front.next('held_over'), { type: 'held_over' });
});

t.test('at the same time after the arrival, however soon it was decided', async (t) => {
  const times = { heldAfterMs: 400 };
  const { kioskRegistry, connect } = await lobbyWith(t, { times });
  const kiosk = await connect({ name: 'Lobby' });
  for (const decidedAfter of [0, 150, 300]) {
    const arrivedAt = new Date(Date.now() - decidedAfter);
    kioskRegistry.scheduleWaitNotice(visitor(`after ${decidedAfter}`, null, arrivedAt));
    await kiosk.next('held');
    const shownAfter = Date.now() - arrivedAt.getTime();
    t.ok(shownAfter >= 395, `decided after ${decidedAfter} ms, shown after ${shownAfter} ms`);
  }
});

t.test('whoever was seen to before is not told any more', async (t) => {
  const { kioskRegistry, connect } = await lobbyWith(t);
  const kiosk = await connect({ name: 'Lobby' });
  kioskRegistry.scheduleWaitNotice(visitor('quick'));
  kioskRegistry.endWaitNotice('quick');
  kioskRegistry.scheduleWaitNotice(visitor('slow'));
  await kiosk.next('held');
  kioskRegistry.endWaitNotice('slow');
  await kiosk.next('held_over');
  t.same(kiosk.inbox, [], 'told once, of the one who waits');
});

t.test('nobody before the camera is taken for the one who waits', async (t) => {
  const { kioskRegistry, connect } = await lobbyWith(t);
  const kiosk = await connect({ name: 'Lobby' });
  const { ended } = askCapture(kioskRegistry, { jobId: 'camera', onFrame: async () => enough });
  const captureId = await kiosk.startCapture();
  const other = await connect({ name: 'Other', deviceId: 'other' });
  kioskRegistry.scheduleWaitNotice(visitor('held'));
  kioskRegistry.scheduleWaitNotice(visitor('elsewhere', 'other'));
  await other.next('held');
  kioskRegistry.endWaitNotice('held');
  kiosk.frame(captureId, 0);
  await kiosk.next('frame_seen');
  const end = await ended;
  end.showOutcome('please_wait');
  t.match(await kiosk.next('held', 'outcome'), { type: 'outcome', showMs: 60_000 });
  kioskRegistry.scheduleWaitNotice(visitor('camera', null, new Date(0)));
  kioskRegistry.endWaitNotice('camera');
  t.match(await kiosk.next('held', 'held_over'), { type: 'held_over' }, 'told by the outcome');
});

t.test(
  'whose screen is busy is told as soon as it is free, and nobody who was seen to',
  async (t) => {
    const { kioskRegistry, connect } = await lobbyWith(t, { times: { outcomeHoldMs: 200 } });
    const kiosk = await connect({ name: 'Lobby', deviceId: 'a' });
    const other = await connect({ name: 'Other', deviceId: 'b' });
    const running = askCapture(kioskRegistry, {
      jobId: 'camera',
      deviceId: 'a',
      onFrame: async () => enough,
    });
    // The notices start in the same millisecond as the capture.
    for (const reason of ['seen to', 'waits'])
      kioskRegistry.scheduleWaitNotice(visitor(reason, 'a'));
    kioskRegistry.scheduleWaitNotice(visitor('elsewhere', 'b'));
    const captureId = await kiosk.startCapture();
    await other.next('held');
    kioskRegistry.endWaitNotice('seen to');
    t.same(kiosk.inbox, [], 'nobody before the camera is told what is meant for another');
    kiosk.frame(captureId, 0);
    const end = await running.ended;
    end.showOutcome('welcome');
    t.match(await kiosk.next('held', 'outcome'), { type: 'outcome' });
    t.same(await kiosk.next('held'), { type: 'held', showMs: 60_000 }, 'in the same words');
    kioskRegistry.endWaitNotice('waits');
    t.match(await kiosk.next('held', 'held_over'), { type: 'held_over' }, 'and once');
  },
);

t.test('whose screen is busy for too long is not told any more', async (t) => {
  const heldShowMs = 300;
  const { kioskRegistry, connect } = await lobbyWith(t, { times: { heldShowMs } });
  const kiosk = await connect({ name: 'Lobby', deviceId: 'a' });
  const other = await connect({ name: 'Other', deviceId: 'b' });
  const running = askCapture(kioskRegistry, {
    jobId: 'camera',
    deviceId: 'a',
    onFrame: async () => enough,
  });
  const captureId = await kiosk.startCapture();
  kioskRegistry.scheduleWaitNotice(visitor('late', 'a'));
  const over = performance.now() + heldAfterMs + heldShowMs;
  for (let n = 0; performance.now() <= over; n++) {
    kioskRegistry.scheduleWaitNotice(visitor(`elsewhere ${n}`, 'b'));
    await other.next('held');
  }
  kiosk.frame(captureId, 0);
  const end = await running.ended;
  end.showOutcome('welcome');
  t.match(await kiosk.next('held', 'outcome'), { type: 'outcome' });
  kioskRegistry.scheduleWaitNotice(visitor('next', 'a'));
  await kiosk.next('held');
  kioskRegistry.endWaitNotice('next');
  await kiosk.next('held_over');
  t.same(kiosk.inbox, [], 'told once, of the one who came last');
});

t.test('whoever was held is told nothing once a later visitor has read their result', async (t) => {
  // An earlier visitor's notice due before the capture's end waits until the result was shown.
  const { kioskRegistry, connect } = await lobbyWith(t, { times: { outcomeHoldMs: 200 } });
  const kiosk = await connect({ name: 'Lobby' });
  const running = askCapture(kioskRegistry, { jobId: 'camera', onFrame: async () => enough });
  const captureId = await kiosk.startCapture();
  kioskRegistry.scheduleWaitNotice(visitor('before', null, new Date(Date.now() - 1000)));
  kiosk.frame(captureId, 0);
  const end = await running.ended;
  end.showOutcome('welcome');
  t.match(await kiosk.next('held', 'outcome'), { type: 'outcome' });
  // This notice is due later than the earlier visitor's.
  kioskRegistry.scheduleWaitNotice(visitor('after'));
  await kiosk.next('held');
  kioskRegistry.endWaitNotice('after');
  await kiosk.next('held_over');
  t.same(kiosk.inbox, [], 'the one before is not told after the welcome of the next');

  const other = await connect({ name: 'Other', deviceId: 'b' });
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  kioskRegistry.scheduleWaitNotice(visitor('before', 'b', ago(50)));
  kioskRegistry.clearWaitNotice(visitor('next', 'b', ago(40)));
  kioskRegistry.scheduleWaitNotice(visitor('last', 'b', ago(20)));
  await other.next('held');
  kioskRegistry.clearWaitNotice(visitor('decided late', 'b', ago(30)));
  kioskRegistry.scheduleWaitNotice(visitor('newest', 'b', ago(10)));
  t.match(await other.next('held', 'held_over'), { type: 'held' }, 'the last still waited');
  t.same(other.inbox, []);
});

t.test('the next visitor who is let in without a look ends it', async (t) => {
  const { kioskRegistry, connect } = await lobbyWith(t);
  const kiosk = await connect({ name: 'Lobby' });
  kioskRegistry.scheduleWaitNotice(visitor('held'));
  await kiosk.next('held');
  kioskRegistry.clearWaitNotice(visitor('passed'));
  t.same(await kiosk.next('held_over'), { type: 'held_over' });
});
