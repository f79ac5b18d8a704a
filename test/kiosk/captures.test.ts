import { once } from 'node:events';
import t, { type Test } from 'tap';
import type { CaptureRequest, FrameAnswer } from '#server/kiosk/capture.ts';
import { collected } from '../support/collected.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import { askCapture, enough, notYet } from './ask-capture.ts';
import { jpegLike, RawKiosk } from './raw-kiosk.ts';
import { startLobby, type LobbyOptions } from './start-lobby.ts';

/** A lobby with one ready kiosk. */
async function readyLobby(t: Test, options: LobbyOptions = {}) {
  const lobby = await startLobby(t, options);
  const { token, kiosk: paired } = await lobby.pair();
  const reconnect = async () => {
    const connected = once(lobby.kioskRegistry, 'connected');
    const kiosk = await RawKiosk.ready(lobby.url, token);
    await connected;
    return kiosk;
  };
  return { ...lobby, paired, reconnect, kiosk: await reconnect() };
}

t.test('a capture runs from its notice to its outcome', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t, { askFirst: true });
  const answers = [notYet, enough];
  const { ended, seen } = askCapture(kioskRegistry, {
    visitor: 'Ada',
    withinMs: 60_000,
    onFrame: async () => answers.shift() ?? notYet,
  });
  const start = await kiosk.next('capture_start');
  t.match(start, {
    visitor: 'Ada',
    askFirst: true,
    captureId: /^[0-9a-f]{32}$/,
    frames: { longestSide: 640, perSecond: 8, unanswered: 2 },
  });
  t.ok(start.deadlineMs > 1000 && start.deadlineMs <= 60_000);
  t.match(kioskRegistry.status(), [{ busy: true }]);
  const { captureId } = start;
  kiosk.send({ type: 'capture_started', captureId });

  kiosk.frame(captureId, 0, jpegLike(7));
  const { guidance, progress } = notYet;
  const seenMessage = { type: 'frame_seen', captureId, sequence: 0, guidance, progress };
  t.same(await kiosk.next('frame_seen'), seenMessage);
  kiosk.frame(captureId, 1);
  t.match(await kiosk.next('frame_seen'), { sequence: 1, guidance: 'looking_good', progress: 1 });
  t.same(await kiosk.next('capture_end'), { type: 'capture_end', captureId });

  const end = await ended;
  t.match(end, { ending: 'done', frames: 2 });
  t.same(
    seen.map((jpeg) => [...jpeg]),
    [[...jpegLike(7)], [...jpegLike(1)]],
  );
  t.match(kioskRegistry.status(), [{ busy: false }]);
  end.showOutcome('welcome');
  const outcome = { type: 'outcome', captureId, message: 'welcome', showMs: 5000 };
  t.same(await kiosk.next('outcome'), outcome);
});

t.test('while a capture runs, the service shows every moment that it lives', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t, { times: { captureBeatMs: 20 } });
  t.notOk(kiosk.inbox.some(({ type }) => type === 'heartbeat'));
  askCapture(kioskRegistry);
  t.match(await kiosk.next('capture_start'), { silenceMs: 60 });
  for (let beats = 0; beats < 3; beats++) await kiosk.next('heartbeat');
});

t.test('each capture has a nonce of its own', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t, { times: { outcomeHoldMs: 0 } });
  const ids = new Set<string>();
  for (let run = 0; run < 3; run++) {
    const { ended } = askCapture(kioskRegistry, { onFrame: async () => enough });
    const captureId = await kiosk.startCapture();
    ids.add(captureId);
    kiosk.frame(captureId, 0, jpegLike(run));
    t.equal((await ended).ending, 'done');
  }
  t.equal(ids.size, 3);
});

t.test('a visitor declines before the camera is on, and while frames are looked at', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t, { times: { outcomeHoldMs: 0 } });
  const first = askCapture(kioskRegistry);
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'capture_declined', captureId });
  const end = await first.ended;
  t.match(end, { ending: 'declined', frames: 0 });
  end.showOutcome('declined');
  t.match(await kiosk.next('outcome'), { captureId, message: 'declined' });

  const second = askCapture(kioskRegistry, { onFrame: () => new Promise(() => {}) });
  const running = await kiosk.startCapture();
  kiosk.frame(running, 0);
  await second.nextSeen();
  kiosk.send({ type: 'capture_declined', captureId: running });
  t.match(await second.ended, { ending: 'declined', frames: 1 });
  await kiosk.next('capture_end');
});

t.test('what is under way when a capture ends is dropped without harm', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t, { times: { outcomeHoldMs: 0 } });
  const { ended, seen } = askCapture(kioskRegistry, { onFrame: async () => enough });
  const captureId = await kiosk.startCapture();
  kiosk.frame(captureId, 0);
  const end = await ended;
  kiosk.frame(captureId, 1);
  kiosk.frame(captureId, 2);
  kiosk.send({ type: 'capture_declined', captureId });
  kiosk.send({ type: 'capture_failed', captureId, camera: 'in_use' });
  end.showOutcome('please_wait');
  await kiosk.next('outcome');

  const next = askCapture(kioskRegistry, { onFrame: async () => enough });
  const second = await kiosk.startCapture();
  kiosk.frame(captureId, 3);
  kiosk.frame(second, 0, jpegLike(100));
  t.match(await next.ended, { ending: 'done', frames: 1 });
  t.equal(seen.length, 1);
});

t.test('a camera that cannot be used ends the capture', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t);
  const { ended } = askCapture(kioskRegistry);
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'capture_failed', captureId, camera: 'missing' });
  t.match(await ended, { ending: 'camera_failed', frames: 0 });
  t.match(kioskRegistry.status(), [{ camera: 'missing' }]);
});

t.test('the deadline ends a capture that nobody stands before', async (t) => {
  const timer = new PushedTimer();
  const times = { minimumCaptureMs: 1 };
  const { kioskRegistry, kiosk } = await readyLobby(t, { times, timer });
  const { ended } = askCapture(kioskRegistry, { withinMs: 60_000 });
  const captureId = await kiosk.startCapture();
  kiosk.frame(captureId, 0);
  await kiosk.next('frame_seen');
  timer.push(60_000);
  timer.ring();
  await kiosk.next('capture_end');
  t.match(await ended, { ending: 'timed_out', frames: 1 });
});

t.test('a capture without enough time is not begun', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t);
  t.match(await askCapture(kioskRegistry, { withinMs: 900 }).ended, { ending: 'timed_out' });
  t.match(await askCapture(kioskRegistry, { withinMs: -1 }).ended, { ending: 'timed_out' });
  const { ended } = askCapture(kioskRegistry, { onFrame: async () => enough });
  kiosk.frame(await kiosk.startCapture(), 0);
  t.match(await ended, { ending: 'done' });
});

t.test('an aborted capture ends at once, running or not', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t);
  const abort = new AbortController();
  const running = askCapture(kioskRegistry, { signal: abort.signal });
  const waiting = askCapture(kioskRegistry, { signal: abort.signal });
  await kiosk.startCapture();
  abort.abort();
  t.match(await running.ended, { ending: 'aborted' });
  t.match(await waiting.ended, { ending: 'aborted' });
  await kiosk.next('capture_end');
  const late = askCapture(kioskRegistry, { signal: abort.signal });
  t.match(await late.ended, { ending: 'aborted', frames: 0 });
});

t.test('a frame that cannot be looked at costs the frame, not the capture', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t);
  const answers: (() => Promise<FrameAnswer>)[] = [
    async () => notYet,
    () => Promise.reject(new Error('no')),
    () => {
      throw new Error('no');
    },
    async () => enough,
  ];
  const { ended } = askCapture(kioskRegistry, {
    onFrame: () => answers.shift()?.() ?? Promise.resolve(notYet),
  });
  const captureId = await kiosk.startCapture();
  for (let sequence = 0; sequence < 3; sequence++) {
    kiosk.frame(captureId, sequence);
    t.match(await kiosk.next('frame_seen'), { sequence, guidance: notYet.guidance });
  }
  kiosk.frame(captureId, 3);
  t.match(await ended, { ending: 'done', frames: 4 });
});

t.test('frames that are never looked at to the end do not hold a capture', async (t) => {
  const timer = new PushedTimer();
  const times = { minimumCaptureMs: 1, outcomeHoldMs: 0 };
  const { kioskRegistry, kiosk } = await readyLobby(t, { times, timer });
  let answerLate: (answer: FrameAnswer) => void = () => {};
  const { ended, nextSeen } = askCapture(kioskRegistry, {
    withinMs: 60_000,
    onFrame: () => new Promise((resolve) => (answerLate = resolve)),
  });
  const captureId = await kiosk.startCapture();
  const seen = nextSeen();
  kiosk.frame(captureId, 0);
  await seen;
  timer.push(60_000);
  timer.ring();
  t.match(await ended, { ending: 'timed_out', frames: 1 });
  answerLate(enough);
  const next = askCapture(kioskRegistry, { onFrame: async () => enough });
  const second = await kiosk.startCapture();
  t.notOk(
    kiosk.inbox.some((message) => message.type === 'frame_seen'),
    'no answer to the old frame',
  );
  kiosk.frame(second, 0, jpegLike(1));
  t.match(await next.ended, { ending: 'done' });
});

t.test('frames against the rules close the socket', async (t) => {
  const { kioskRegistry, reconnect } = await readyLobby(t, { graceMs: 0 });
  type Misbehave = (kiosk: RawKiosk, captureId: string) => void;
  const cases: [string, RegExp, Misbehave][] = [
    [
      'the same number twice',
      /out of order/,
      (kiosk, id) => {
        kiosk.frame(id, 5);
        kiosk.frame(id, 5);
      },
    ],
    [
      'more than may be unanswered',
      /unanswered/,
      (kiosk, id) => [0, 1, 2].forEach((sequence) => kiosk.frame(id, sequence)),
    ],
    ['no JPEG', /not a JPEG/, (kiosk, id) => kiosk.frame(id, 0, Uint8Array.from([1, 2, 3]))],
    [
      'started twice',
      /twice/,
      (kiosk, captureId) => kiosk.send({ type: 'capture_started', captureId }),
    ],
    ['of another capture', /not the running/, (kiosk) => kiosk.frame('f'.repeat(32), 0)],
  ];
  for (const [what, reason, misbehave] of cases) {
    const kiosk = await reconnect();
    const { ended } = askCapture(kioskRegistry, { onFrame: () => new Promise(() => {}) });
    misbehave(kiosk, await kiosk.startCapture());
    t.match(await kiosk.closed, { code: 4400, reason }, what);
    t.match(await ended, { ending: 'kiosk_offline' }, what);
  }
  const kiosk = await reconnect();
  const { ended } = askCapture(kioskRegistry);
  kiosk.frame((await kiosk.next('capture_start')).captureId, 0);
  t.match(await kiosk.closed, { code: 4400, reason: /before capture_started/ });
  await ended;
});

t.test('a camera that hangs gives no evidence, not even in the next capture', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t, { times: { outcomeHoldMs: 0 } });
  const stale = jpegLike(9);
  const first = askCapture(kioskRegistry, { onFrame: async () => notYet });
  const captureId = await kiosk.startCapture();
  for (let sequence = 0; sequence < 4; sequence++) {
    kiosk.frame(captureId, sequence, stale);
    t.match(await kiosk.next('frame_seen'), { sequence, guidance: notYet.guidance });
  }
  kiosk.send({ type: 'capture_declined', captureId });
  t.match(await first.ended, { frames: 4 });
  t.equal(first.seen.length, 1);

  const second = askCapture(kioskRegistry, { onFrame: async () => enough });
  const next = await kiosk.startCapture();
  kiosk.frame(next, 0, stale);
  t.match(await kiosk.next('frame_seen'), { sequence: 0, guidance: 'look_here', progress: 0 });
  kiosk.frame(next, 1, jpegLike(10));
  t.match(await second.ended, { ending: 'done', frames: 2 });
  t.equal(second.seen.length, 1);
});

t.test('either of two cameras that hangs gives no evidence in the next capture', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t, { times: { outcomeHoldMs: 0 } });
  const asked = { needsTwoCameras: true };
  const partners: boolean[] = [];
  const onFrame: CaptureRequest['onFrame'] = async (_jpeg, _attemptId, second) => {
    partners.push(second !== null);
    return notYet;
  };
  const first = askCapture(kioskRegistry, { ...asked, onFrame });
  const captureId = await kiosk.startCapture();
  kiosk.frame(captureId, 0, jpegLike(1), jpegLike(2));
  await kiosk.next('frame_seen');
  kiosk.send({ type: 'capture_declined', captureId });
  await first.ended;
  t.strictSame(partners.splice(0), [true]);

  const second = askCapture(kioskRegistry, { ...asked, onFrame });
  const next = await kiosk.startCapture();
  const pairs = [
    [1, 3],
    [4, 2],
    [5, 5],
    [6, 7],
  ] as const;
  for (const [sequence, [one, other]] of pairs.entries()) {
    kiosk.frame(next, sequence, jpegLike(one), jpegLike(other));
    await kiosk.next('frame_seen');
  }
  const seen = second.seen.map((jpeg) => Uint8Array.from(jpeg));
  t.strictSame(seen, [jpegLike(4), jpegLike(5), jpegLike(6)], 'the first camera hung once');
  t.strictSame(partners, [false, false, true], 'the second hung, and then had the same picture');
});

t.test('a camera that goes on hanging, or whose shutter is closed, ends the capture', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t);
  const { ended } = askCapture(kioskRegistry, { onFrame: async () => notYet, withinMs: 60_000 });
  const captureId = await kiosk.startCapture();
  const still = [...Array.from({ length: 20 }, () => 1), 2, ...Array.from({ length: 24 }, () => 2)];
  for (const [sequence, number] of still.entries()) {
    kiosk.frame(captureId, sequence, jpegLike(number));
    await kiosk.next('frame_seen');
  }
  await kiosk.next('capture_end');
  t.match(await ended, { ending: 'camera_stuck', frames: 45 }, 'and another picture starts anew');
});

t.test('a picture counts once in a capture, however many others come between', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t);
  const { seen } = askCapture(kioskRegistry, { onFrame: async () => notYet });
  const captureId = await kiosk.startCapture();
  for (let sequence = 0; sequence < 6; sequence++) {
    kiosk.frame(captureId, sequence, jpegLike(sequence % 2));
    t.match(await kiosk.next('frame_seen'), { sequence, guidance: notYet.guidance });
  }
  t.equal(seen.length, 2, 'a film of two pictures is two pictures');
});

t.test('nothing of a visitor is held on to when their capture is over', async (t) => {
  const { kioskRegistry, kiosk } = await readyLobby(t);
  const visit = async () => {
    const gathered = { template: new Float32Array(512) };
    const { ended } = askCapture(kioskRegistry, {
      onFrame: async () => ({ ...enough, progress: gathered.template.length / 512 }),
    });
    kiosk.frame(await kiosk.startCapture(), 0);
    (await ended).showOutcome('welcome');
    return new WeakRef(gathered);
  };
  const gathered = await visit();
  await kiosk.next('outcome');
  t.ok(await collected(gathered), 'although nobody came after them');
});
