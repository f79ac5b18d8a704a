import t from 'tap';
import {
  BadMessageError,
  controlMessagesTaken,
  frameLimits,
  framesTaken,
} from '#server/kiosk/kiosk-limits.ts';
import { closeCodes } from '#server/protocol/messages.ts';
import { RateLimit } from '#server/kiosk/kiosk-connection.ts';
import { askCapture, enough } from './ask-capture.ts';
import { jpegLike, RawKiosk } from './raw-kiosk.ts';
import { startLobby } from './start-lobby.ts';

t.test('a kiosk that sends frames without end is closed, and the capture goes on', async (t) => {
  const { url, pair, kioskRegistry } = await startLobby(t, { times: { outcomeHoldMs: 0 } });
  const { token } = await pair();
  const kiosk = await RawKiosk.ready(url, token);
  let isEnough = false;
  const notYet = { guidance: 'step_closer', progress: 0.5, done: false } as const;
  const { ended, seen } = askCapture(kioskRegistry, {
    withinMs: 120_000,
    onFrame: async () => (isEnough ? enough : notYet),
  });
  const captureId = await kiosk.startCapture();
  const flood = async () => {
    // Sends two frames at a time, as allowed, but never waits between pairs.
    for (let sequence = 0; ; sequence += 2) {
      kiosk.frame(captureId, sequence);
      kiosk.frame(captureId, sequence + 1);
      await kiosk.next('frame_seen');
      await kiosk.next('frame_seen');
    }
  };
  await t.rejects(flood(), /too many frames/);
  t.same(await kiosk.closed, { code: closeCodes.badMessage, reason: 'too many frames' });
  t.ok(seen.length >= framesTaken.atOnce, 'all that are taken were looked at');

  isEnough = true;
  const again = await RawKiosk.ready(url, token);
  again.frame(await again.startCapture(), 0, jpegLike(60_000));
  t.match(await ended, { ending: 'done' });
});

t.test('a kiosk that sends other messages without end is closed', async (t) => {
  const { url, pair, kioskRegistry } = await startLobby(t);
  const { token } = await pair();
  const kiosk = await RawKiosk.ready(url, token);
  // Starts at 1, because the greeting counts as a message.
  for (let i = 1; i < controlMessagesTaken.atOnce; i++) {
    kiosk.send({ type: 'camera_changed', camera: i % 2 ? 'missing' : 'ready' });
  }
  const asked = askCapture(kioskRegistry, { onFrame: async () => enough });
  const { captureId } = await kiosk.next('capture_start');
  t.ok(captureId, 'so many are taken');
  for (let i = 0; i < 1000; i++) kiosk.send({ type: 'camera_changed', camera: 'ready' });
  t.same(await kiosk.closed, { code: closeCodes.badMessage, reason: 'too many messages' });
  const again = await RawKiosk.ready(url, token);
  again.frame(await again.startCapture(), 0);
  t.match(await asked.ended, { ending: 'done' }, 'and is served when it comes back');
});

t.test('a few late frames are dropped, and many close the socket', async (t) => {
  const { url, pair, kioskRegistry } = await startLobby(t, { times: { outcomeHoldMs: 0 } });
  const { token } = await pair();
  const kiosk = await RawKiosk.ready(url, token);
  const first = askCapture(kioskRegistry, { onFrame: async () => enough });
  const captureId = await kiosk.startCapture();
  kiosk.frame(captureId, 0);
  await first.ended;
  for (let sequence = 1; sequence <= 4 * frameLimits.unanswered; sequence++) {
    kiosk.frame(captureId, sequence);
  }
  const second = askCapture(kioskRegistry, { onFrame: async () => enough });
  kiosk.frame(await kiosk.startCapture(), 0, jpegLike(1000));
  t.match(await second.ended, { ending: 'done' }, 'those cost nothing');
  kiosk.frame(captureId, 99);
  const reason = 'too many frames of a capture that has ended';
  t.same(await kiosk.closed, { code: closeCodes.badMessage, reason });
});

t.test('whoever keeps to what was asked is never near a limit', async (t) => {
  let now = 0;
  const frames = new RateLimit('frames', framesTaken, () => now);
  // An hour of a camera that never stops and sends two frames after each stutter.
  for (let pair = 0; pair < 3600 * 4; pair++) {
    now += (2 * 1000) / frameLimits.perSecond;
    frames.count();
    frames.count();
  }
  // After a long stutter, all delayed frames arrive at once.
  now += 10_000;
  for (let i = 0; i < framesTaken.atOnce; i++) frames.count();
  t.throws(() => frames.count(), BadMessageError, 'one more than ten seconds of frames');
  now += 1000;
  for (let i = 0; i < framesTaken.perSecond; i++) frames.count();
  t.throws(() => frames.count(), BadMessageError);
});
