import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import sharp from 'sharp';
import t, { type Test } from 'tap';
import { frameSize, type SheetPicture } from '../../lab/attacks/sheet-camera.ts';
import { shift } from '../../lab/room/happenings.ts';
import { drawLobby } from '../../lab/room/lobbies.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { allowRepeatSignIns, Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '../../server/desk/accounts/accounts.ts';
import { auditEventsAfter } from '../../server/store/tables/audit-events.ts';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';
import { DeskBrowser } from '../desk/start-desk.ts';
import { before } from '../support/lobby-room.ts';

// The whole service, its real models, and a lobby screen that shows a drawn lobby with or without a visitor.

const { womanA, womanB } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** The camera's frames, one after another. */
async function* lobby(room: SheetPicture, visitors: readonly Uint8Array[]) {
  for (let frame = 0; ; frame += 1) {
    yield await before(room, visitors[frame % visitors.length] ?? null, frame);
  }
}

async function start(t: Test, mode: 'watch' | 'require') {
  const folder = t.testdir();
  await allowRepeatSignIns(folder);
  const trial = await Trial.start(folder, pino({ level: 'silent' }), {
    VESTIBULE_ROOM: mode,
    // Only the room check decides.
    VESTIBULE_LIVENESS: 'off',
    VESTIBULE_DEADLINE_SECONDS: '22',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const room = await drawLobby(3);
  const visitors = await webcamFrames(womanB, 12);
  const kiosk = await trial.openKiosk({ frames: lobby(room, visitors) });
  const { db } = trial.service;
  const act = { actor: 'command:test', now: new Date() };
  const { link } = await addDeskAccount(db, { name: 'Rik', role: 'reception' }, act);
  const browser = new DeskBrowser(trial.service.lobbyUrl.replace(/\/$/, ''));
  await browser.post('/desk/api/set-password', {
    link: link.token,
    password: 'four plain words here',
  });
  const { id } = trial.service.kioskRegistry.status()[0]!;
  const learn = async (frames: Parameters<typeof kiosk.show>[0]) => {
    kiosk.show(frames);
    return (await browser.post(`/desk/api/lobby/${id}/room`)).json['code'];
  };
  const signIn = async (jobId: string, frames: Parameters<typeof kiosk.show>[0]) => {
    kiosk.show(frames);
    const { status } = await trial.signIn({ ...anna, jobId });
    const row = await findSignIn(db, jobId);
    return {
      status,
      reason: row?.reason,
      tried: row?.tried,
      agreement: row?.roomAgreement ?? null,
    };
  };
  const standing = () => trial.service.kioskRegistry.status()[0]!.room;
  const recorded = async (action: string) =>
    (await auditEventsAfter(db, 0, 1000)).filter((event) => event.action === action).length;
  return { trial, kiosk, room, visitors, learn, signIn, standing, recorded };
}

t.test('where the room is required, a photo that fills the picture is held', async (t) => {
  const { kiosk, room, visitors, learn, signIn, standing, recorded } = await start(t, 'require');
  const held = { status: 412, reason: 'room_differs', tried: 'failed' };

  t.match(await signIn('unlearned', lobby(room, visitors)), { ...held, agreement: null });

  t.test('it is learned while nobody is in the picture and nothing moves', async (t) => {
    t.equal(await learn(lobby(room, visitors)), 'room_somebody');
    const grey = { ...frameSize, data: Buffer.alloc(3 * frameSize.width * frameSize.height, 150) };
    t.equal(await learn(lobby(grey, [])), 'room_plain');
    t.equal(await learn(await swaying(room)), 'room_moves');
    t.equal(standing(), 'not_learned');
    t.equal(await learn(lobby(room, [])), 'room_learned');
    t.equal(standing(), 'learned');
    t.equal(await recorded('room_learned'), 1);
  });

  t.test('who is in the lobby is let in', async (t) => {
    const answer = await signIn('visitor', lobby(room, visitors));
    t.match(answer, { status: 200, reason: 'matched', tried: 'matched' });
    t.ok(answer.agreement! > 0.85, String(answer.agreement));
  });

  t.test('a sign-in takes the camera from a manager who has the room learned', async (t) => {
    kiosk.show(lobby(room, []));
    const started = once(kiosk, 'capture');
    const learning = learn(lobby(room, []));
    await started;
    const answer = await signIn('meanwhile', lobby(room, visitors));
    t.match(answer, { status: 200, reason: 'matched' });
    t.equal(await learning, 'test_kiosk_busy');
    t.equal(await recorded('room_learned'), 1, 'nothing was learned of it');
  });

  t.test('photos that fill the picture are held, and the desk hears of another room', async (t) => {
    const photos = await Promise.all(visitors.map((each, frame) => filling(each, frame)));
    for (const attempt of ['one', 'two', 'three']) {
      const answer = await signIn(attempt, photos);
      t.match(answer, held, attempt);
      t.ok(answer.agreement === null || answer.agreement < 0.5, String(answer.agreement));
    }
    while (standing() !== 'differs') await pause(20);
    t.equal(await recorded('room_changed'), 1);
    t.equal(await learn(lobby(room, [])), 'room_learned');
    t.equal(standing(), 'learned');
  });
});

t.test('where it is watched, another room holds nobody, and has its number', async (t) => {
  const { room, visitors, learn, signIn } = await start(t, 'watch');
  t.match(await signIn('unlearned', lobby(room, visitors)), { status: 200, agreement: null });
  t.equal(await learn(lobby(room, [])), 'room_learned');
  const inside = await signIn('inside', lobby(room, visitors));
  const other = await signIn('other', lobby(await drawLobby(11), visitors));
  t.match([inside, other], [{ status: 200 }, { status: 200 }]);
  t.ok(
    inside.agreement! > 0.85 && other.agreement! < 0.5,
    `${inside.agreement} ${other.agreement}`,
  );
});

/** Drawn before the test, because drawing is slow on a busy machine. No two frames are alike. */
function swaying(room: SheetPicture): Promise<Buffer[]> {
  return Promise.all(
    Array.from({ length: 40 }, (_, frame) => {
      const moved = { ...room, data: Buffer.from(room.data) };
      shift(moved, 7 * frame, 0);
      return before(moved, null, frame);
    }),
  );
}

/** A photo held so near that it fills the frame. */
function filling(frame: Uint8Array, number: number): Promise<Buffer> {
  return sharp(frame)
    .extract({ left: 40, top: 30, width: 560, height: 420 })
    .resize(frameSize.width, frameSize.height)
    .modulate({ brightness: 1 + 0.01 * number })
    .jpeg()
    .toBuffer();
}
