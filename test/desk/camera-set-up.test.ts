import { EventEmitter, once } from 'node:events';
import t, { type Test } from 'tap';
import type { LearnedRig } from '#face';
import { modelledTracks, straightRig } from '#face/lab/modelled-relief.ts';
import type { CameraSetUp } from '#server/protocol/desk-manage-messages.ts';
import { findKiosk } from '#server/store/tables/kiosks.ts';
import { jpegLike, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { posingVision } from '../postgres/posing-screen.ts';
import { modelledVision } from '../support/modelled-visitor.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

// The real routes, sockets and database. What the models would see and learn is given.

const vision = posingVision(modelledVision.model);

/** A screen with two cameras, and a manager at the desk. */
async function lobby(t: Test, learn: (pairs: number) => Promise<LearnedRig | null>) {
  const seen = { isWhole: true };
  const tried: number[] = [];
  const desk = await startDesk(t, {
    vision: {
      ...vision,
      analyze: async (...args) => ({
        ...(await vision.analyze(...args)),
        relief: seen.isWhole ? modelledTracks() : { measured: false, fault: 'tracks_lost' },
      }),
      learnRig: async ({ length }) => {
        tried.push(length);
        return learn(length);
      },
    },
  });
  const url = await desk.listen();
  const { code } = await desk.pairing.newCode({ name: 'Lobby' });
  const paired = await desk.pairing.redeem(code);
  if (!paired.paired) throw new Error(paired.refusal);
  const { id } = paired.kiosk;
  const kiosk = await RawKiosk.ready(url, paired.token);
  t.teardown(() => kiosk.socket.terminate());
  const account = await desk.add('Mia Manager', 'manager');
  const browser = new DeskBrowser(url);
  const password = 'four plain words here';
  await browser.post('/desk/api/set-password', { link: account.link, password });
  const route = `/desk/api/lobby/${id}/cameras`;
  const state = async () => (await browser.get(route)).json as unknown as CameraSetUp;
  /** The state once the set-up is over. */
  const over = async () => {
    for (let asked = 0; asked < 10_000; asked++) {
      const now = await state();
      if (now.phase !== 'running') return now;
    }
    throw new Error('The set-up does not end.');
  };
  let sent = 0;
  /** Sends so many pairs, one after another, as long as the capture runs. */
  const show = async (captureId: string, count: number) => {
    for (let pair = 0; pair < count; pair++, sent++) {
      kiosk.frame(captureId, sent, jpegLike(2 * sent), jpegLike(2 * sent + 1));
      await kiosk.next('frame_seen');
    }
  };
  const begin = async () => {
    await browser.post(route, {});
    return kiosk.startCapture();
  };
  const { db, kioskRegistry } = desk;
  return { db, kioskRegistry, browser, route, id, kiosk, seen, tried, state, over, show, begin };
}

t.test('a set-up whose pairs do not agree fails after a hundred pairs', async (t) => {
  const learn = async (): Promise<LearnedRig> => ({ learned: false, fault: 'misfit' });
  const { kioskRegistry, browser, route, over, tried } = await lobby(t, learn);
  let pairs = 0;
  // A screen may not send so many at once.
  kioskRegistry.capture = async (request) => {
    for (let isDone = false; !isDone && pairs < 200; pairs++) {
      const second = { jpeg: jpegLike(2 * pairs + 1), apartMs: 0 };
      isDone = (await request.onFrame(jpegLike(2 * pairs), 'attempt', second)).done;
    }
    return { ending: 'done', frames: pairs, showOutcome: () => {} };
  };
  await browser.post(route, {});
  t.match(await over(), { phase: 'failed', said: [{ code: 'cameras_misfit' }], pictures: null });
  t.equal(pairs, 100);
  t.equal(tried.length, 18, 'with 15 pairs, and with every five more');
});

t.test('a set-up counts pairs with a followed face, and learns from new ones only', async (t) => {
  const { begin, show, state, seen, tried } = await lobby(t, async () => null);
  const captureId = await begin();
  await show(captureId, 15);
  seen.isWhole = false;
  await show(captureId, 5);
  t.match((await state()).said, [{}, { code: 'cameras_measured', values: { count: 15 } }]);
  t.strictSame(tried, [15]);
});

t.test('a set-up that ends while it learns waits for what is learned', async (t) => {
  const learning = new EventEmitter();
  const { begin, show, state, over, kiosk, id, db } = await lobby(t, async () => {
    const learned = once(learning, 'learned');
    learning.emit('begun');
    await learned;
    return { learned: true, rig: straightRig };
  });
  const captureId = await begin();
  await show(captureId, 14);
  const begun = once(learning, 'begun');
  kiosk.frame(captureId, 14, jpegLike(100), jpegLike(101));
  await begun;
  kiosk.send({ type: 'capture_declined', captureId });
  await kiosk.next('capture_end');
  t.match(await state(), { phase: 'running', pictures: null });
  learning.emit('learned');
  t.match(await over(), { phase: 'learned', said: [{ code: 'cameras_learned' }] });
  t.match((await findKiosk(db, id))?.rig, /"baseline":1\.5/);
});

t.test('a set-up says that the screen has one camera', async (t) => {
  const { begin, over, kiosk } = await lobby(t, async () => null);
  const captureId = await begin();
  kiosk.send({ type: 'capture_failed', captureId, camera: 'ready', isSecond: true });
  t.match(await over(), { phase: 'failed', said: [{ code: 'test_second_camera_missing' }] });
});
