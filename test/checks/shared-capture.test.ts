import { once } from 'node:events';
import t, { type Test } from 'tap';
import {
  createSharedCaptures,
  type CaptureHandle,
  type SharedRequest,
} from '#server/checks/shared-capture.ts';
import type { FrameAnswer } from '#server/kiosk/capture.ts';
import { jpegLike, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { startLobby } from '../kiosk/start-lobby.ts';

const hint: FrameAnswer = { guidance: 'step_closer', progress: 0.5, done: false };
const faceSeen: FrameAnswer = { guidance: 'looking_good', progress: 1, done: true };
const showIt: FrameAnswer = { guidance: 'show_pass', progress: 0, done: false };
const passRead: FrameAnswer = { guidance: 'show_pass', progress: 1, done: true };

/** A lobby with one connected kiosk, and the captures that sign-ins share there. */
async function lobbyWithKiosk(t: Test) {
  const { kioskRegistry, url, pair } = await startLobby(t, { times: { outcomeHoldMs: 0 } });
  const { token } = await pair();
  const connected = once(kioskRegistry, 'connected');
  const kiosk = await RawKiosk.ready(url, token);
  await connected;
  return { kiosk, captures: createSharedCaptures(kioskRegistry) };
}

/** Asks for a capture. Each frame gets the next of the answers, and the last one repeats. */
function ask(
  handle: CaptureHandle,
  look: SharedRequest['look'],
  answers: FrameAnswer[],
  more: Partial<SharedRequest> = {},
) {
  const seen: Buffer[] = [];
  const ended = handle.capture({
    look,
    locationId: null,
    deviceId: null,
    visitor: null,
    deadline: performance.now() + 20_000,
    signal: new AbortController().signal,
    onFrame: async (jpeg) => {
      seen.push(Buffer.from(jpeg));
      const answer = answers[Math.min(seen.length, answers.length) - 1];
      if (!answer) throw new Error('no answer');
      return answer;
    },
    ...more,
  });
  return { seen, ended };
}

t.test('two checks share one capture: each sees every frame, until both are done', async (t) => {
  const { kiosk, captures } = await lobbyWithKiosk(t);
  const seats = [captures.handle('one'), captures.handle('one')] as const;
  const pass = ask(seats[0], 'health_pass', [showIt, showIt, passRead], { longestSide: 1280 });
  const face = ask(seats[1], 'face', [hint, faceSeen], { visitor: 'Ada' });
  const start = await kiosk.next('capture_start');
  t.match(start, {
    purpose: 'sign_in_with_pass',
    visitor: 'Ada',
    frames: { longestSide: 1280 },
  });
  const { captureId } = start;
  kiosk.send({ type: 'capture_started', captureId });
  kiosk.frame(captureId, 0, jpegLike(0));
  t.match(await kiosk.next('frame_seen'), { guidance: 'step_closer', progress: 0.25 });
  kiosk.frame(captureId, 1, jpegLike(1));
  t.match(await kiosk.next('frame_seen'), { guidance: 'show_pass', progress: 0.5 });
  const faceEnd = await face.ended;
  t.match(faceEnd, { ending: 'done', frames: 2 }, 'who has seen enough need not wait');
  faceEnd.showOutcome('welcome');
  kiosk.frame(captureId, 2, jpegLike(2));
  const passEnd = await pass.ended;
  t.match(passEnd, { ending: 'done', frames: 3 });
  passEnd.showOutcome('welcome');
  await kiosk.next('capture_end');
  t.match(await kiosk.next('outcome'), { captureId, message: 'welcome' });
  t.equal(face.seen.length, 2);
  t.equal(pass.seen.length, 3);
  t.equal(kiosk.inbox.length, 0, 'the outcome was shown once');
});

t.test('the camera is asked for when everybody is known who wants to look', async (t) => {
  const { kiosk, captures } = await lobbyWithKiosk(t);
  const undecided = captures.handle('one');
  const { ended } = ask(captures.handle('one'), 'health_pass', [passRead]);
  const other = ask(captures.handle('two'), 'face', [faceSeen]);
  const two = await kiosk.next('capture_start');
  t.equal(two.purpose, 'sign_in', 'another sign-in was not kept waiting, nor joined');
  kiosk.send({ type: 'capture_started', captureId: two.captureId });
  kiosk.frame(two.captureId, 0, jpegLike(0));
  await other.ended;
  undecided.leave();
  await kiosk.next('capture_end');
  const one = await kiosk.next('capture_start');
  t.equal(one.purpose, 'health_pass', 'and the visitor is told what it is for');
  kiosk.send({ type: 'capture_started', captureId: one.captureId });
  kiosk.frame(one.captureId, 0, jpegLike(1));
  t.match(await ended, { ending: 'done' });
});

t.test('a visitor who says no says it to all', async (t) => {
  const { kiosk, captures } = await lobbyWithKiosk(t);
  const a = captures.handle('one');
  const b = captures.handle('one');
  const all = [ask(a, 'face', [hint]).ended, ask(b, 'health_pass', [showIt]).ended];
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'capture_declined', captureId });
  t.match(await Promise.all(all), [{ ending: 'declined' }, { ending: 'declined' }]);
});

t.test('without a kiosk all are told so', async (t) => {
  const { kioskRegistry } = await startLobby(t);
  const captures = createSharedCaptures(kioskRegistry);
  const a = captures.handle('one');
  const b = captures.handle('one');
  const all = [ask(a, 'face', [hint]).ended, ask(b, 'health_pass', [showIt]).ended];
  t.match(await Promise.all(all), [{ ending: 'kiosk_offline' }, { ending: 'kiosk_offline' }]);
});

t.test('a check that is aborted leaves, and the camera goes off with the last', async (t) => {
  const { kiosk, captures } = await lobbyWithKiosk(t);
  const a = captures.handle('one');
  const b = captures.handle('one');
  const enough = new AbortController();
  const stop = new AbortController();
  const face = ask(a, 'face', [hint], { signal: enough.signal });
  const pass = ask(b, 'health_pass', [showIt], { signal: stop.signal });
  const captureId = await kiosk.startCapture();
  kiosk.frame(captureId, 0, jpegLike(0));
  t.match(await kiosk.next('frame_seen'), { guidance: 'step_closer' });
  enough.abort();
  t.match(await face.ended, { ending: 'aborted' });
  kiosk.frame(captureId, 1, jpegLike(1));
  t.match(await kiosk.next('frame_seen'), { guidance: 'show_pass' }, 'the other looks on');
  t.equal(face.seen.length, 1);
  stop.abort();
  const end = await pass.ended;
  t.match(end, { ending: 'aborted' });
  await kiosk.next('capture_end');
  end.showOutcome('please_wait');
  t.match(await kiosk.next('outcome'), { captureId, message: 'please_wait' });
});

t.test('a check that fails on a frame does not keep it from the others', async (t) => {
  const { kiosk, captures } = await lobbyWithKiosk(t);
  const a = captures.handle('one');
  const b = captures.handle('one');
  const face = ask(a, 'face', []);
  const pass = ask(b, 'health_pass', [passRead]);
  const captureId = await kiosk.startCapture();
  kiosk.frame(captureId, 0, jpegLike(0));
  t.match(await pass.ended, { ending: 'done' });
  t.match(await kiosk.next('frame_seen'), { guidance: 'look_here' });
  kiosk.send({ type: 'capture_failed', captureId, camera: 'missing' });
  t.match(await face.ended, { ending: 'camera_failed' });
});

t.test('who waits for a check that does not make up its mind waits to the deadline', async (t) => {
  const { captures } = await lobbyWithKiosk(t);
  captures.handle('one');
  const deadline = performance.now() + 50;
  const pass = ask(captures.handle('one'), 'health_pass', [showIt], { deadline });
  t.match(await pass.ended, { ending: 'timed_out', frames: 0 });
  const aborted = AbortSignal.abort();
  const other = ask(captures.handle('one'), 'health_pass', [showIt], { signal: aborted });
  t.match(await other.ended, { ending: 'aborted', frames: 0 });
});
