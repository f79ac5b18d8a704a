import t, { type Test } from 'tap';
import type { FrameAnswer } from '#server/kiosk/capture.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import { askCapture, enough, notYet } from './ask-capture.ts';
import { jpegLike, RawKiosk } from './raw-kiosk.ts';
import { startLobby } from './start-lobby.ts';

// The real listener, socket and line. Answers take the part of the models, and time is added.

const nobody: FrameAnswer = { guidance: 'look_here', progress: 0, done: false, isEmpty: true };

async function lobby(test: Test) {
  const timer = new PushedTimer();
  const { url, pair, kioskRegistry } = await startLobby(test, {
    timer,
    times: { outcomeHoldMs: 0 },
  });
  const { token } = await pair();
  const kiosk = await RawKiosk.ready(url, token);
  test.teardown(() => kiosk.socket.terminate());
  let pictures = 0;
  let sequence = 0;
  /** A sign-in whose frames get these answers, and the capture that the page hears of. */
  const signIn = (jobId: string, answers: () => FrameAnswer) => {
    let hasGivenWay = false;
    const asked = askCapture(kioskRegistry, {
      jobId,
      deadline: timer.now() + 60_000,
      onFrame: async () => answers(),
      onGaveWay: () => (hasGivenWay = true),
    });
    return { ...asked, hasGivenWay: () => hasGivenWay };
  };
  const begin = async () => {
    const { captureId } = await kiosk.next('capture_start');
    kiosk.send({ type: 'capture_started', captureId });
    sequence = 0;
    return captureId;
  };
  const show = async (captureId: string) => {
    kiosk.frame(captureId, sequence++, jpegLike(++pictures));
    return kiosk.next('frame_seen', 'capture_end');
  };
  return { timer, signIn, begin, show };
}

t.test('a sign-in without anybody gives way to one that waits, and goes behind it', async (t) => {
  const { timer, signIn, begin, show } = await lobby(t);
  let absentAnswer = nobody;
  const absent = signIn('absent', () => absentAnswer);
  const first = await begin();
  t.match(await show(first), { type: 'frame_seen' });
  timer.push(4100);
  t.match(await show(first), { type: 'frame_seen' }, 'alone it goes on');
  t.notOk(absent.hasGivenWay());
  const anna = signIn('anna', () => enough);
  await show(first);
  t.ok(absent.hasGivenWay());
  const second = await begin();
  t.not(second, first);
  await show(second);
  t.match(await anna.ended, { ending: 'done' });
  absentAnswer = enough;
  const third = await begin();
  await show(third);
  t.match(await absent.ended, { ending: 'done' }, 'the other one gets its turn afterwards');
});

t.test('a person who steps up late is compared with the later sign-in first', async (t) => {
  const { timer, signIn, begin, show } = await lobby(t);
  let seen = nobody;
  const absent = signIn('absent', () => seen);
  const first = await begin();
  await show(first);
  timer.push(2500);
  const anna = signIn('anna', () => enough);
  seen = notYet;
  await show(first);
  t.ok(absent.hasGivenWay(), 'with the first frame that shows a face');
  await show(await begin());
  t.match(await anna.ended, { ending: 'done' });
});

t.test('a visitor who is there keeps the camera', async (t) => {
  const { timer, signIn, begin, show } = await lobby(t);
  let seen = nobody;
  const bo = signIn('bo', () => seen);
  const first = await begin();
  await show(first);
  timer.push(1000);
  signIn('anna', () => enough);
  seen = notYet;
  await show(first);
  seen = nobody;
  timer.push(9000);
  await show(first);
  t.notOk(bo.hasGivenWay(), 'who looked up in time, and away for a moment');
});
