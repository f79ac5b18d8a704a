import { pino } from 'pino';
import t, { type Test } from 'tap';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { listSecret, answerHit, startDatabase } from '../checks/remote-database.ts';

const { womanA, womanB, guest1, guest2 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

const policyFor = (url: string) => `
default:
  checks:
    face:
    remote_list: { url: '${url}' }
`;

/** The enrolled Anna, an operator's own list, and strangers at the lobby screen who sign in as her. */
async function lobby(t: Test) {
  const list = await startDatabase(t, answerHit(false));
  const folder = t.testdir({ 'policy.yaml': policyFor(list.url) });
  const trial = await Trial.start(folder, pino({ level: 'silent' }), {
    VESTIBULE_DEADLINE_SECONDS: '25',
    REMOTE_LIST_SECRET: listSecret,
  });
  t.teardown(() => trial.stop());
  const annaId = await trial.enrol(anna, [await cropPhoto(womanA)]);
  let job = 0;
  const signIn = async () => {
    const jobId = `job-${++job}`;
    const { status } = await trial.signIn({ ...anna, jobId });
    const { reason, tried, usableFrames, claimedPersonId } =
      (await findSignIn(trial.service.db, jobId)) ?? {};
    return { status, reason, tried, usableFrames, about: claimedPersonId };
  };
  return { trial, list, annaId, signIn };
}

/** Calls back once, as soon as three frames of the capture were compared. */
function whenCompared(kiosk: KioskClient, then: () => void): void {
  const onGuidance = (_guidance: string, progress: number) => {
    if (progress < 0.89) return;
    kiosk.off('guidance', onGuidance);
    then();
  };
  kiosk.on('guidance', onGuidance);
}

t.test('a capture that compared without a match is a try, however it ends', async (t) => {
  const { trial, list, annaId, signIn } = await lobby(t);
  const stranger = await webcamFrames(guest1, 12);
  const nobody = await emptyFrames(12);
  let kiosk = await trial.openKiosk({ frames: stranger });
  const failed = { status: 412, tried: 'failed', about: annaId };

  for (let i = 0; i < 2; i++) {
    whenCompared(kiosk, () => kiosk.decline());
    t.match(await signIn(), { ...failed, reason: 'declined' });
  }

  whenCompared(kiosk, () => kiosk.show(nobody));
  t.match(await signIn(), { ...failed, reason: 'no_face' }, 'who steps away');

  kiosk.show(stranger);
  list.answerWith((response) => whenCompared(kiosk, () => response.end('nonsense')));
  const cutShort = { ...failed, reason: 'watchlist_unreachable' };
  t.match(await signIn(), cutShort, 'another check ended it');
  list.answerWith(answerHit(false));

  whenCompared(kiosk, () => void kiosk.stop());
  t.match(await signIn(), { ...failed, reason: 'kiosk_offline' }, 'who pulls the plug');

  kiosk = await trial.openKiosk({ frames: stranger });
  t.match(await signIn(), { status: 412, reason: 'locked_out', tried: null });
});

t.test('a capture that ends before three frames were compared is none', async (t) => {
  const { trial, signIn } = await lobby(t);
  const kiosk = await trial.openKiosk({ frames: await emptyFrames(12) });
  kiosk.once('guidance', () => kiosk.decline());
  t.match(await signIn(), { status: 412, reason: 'declined', tried: null });
});

t.test('faces that take turns before the camera get no more looks by it', async (t) => {
  const { trial, signIn } = await lobby(t);
  const one = await webcamFrames(guest1, 12);
  const two = await webcamFrames(guest2, 12);
  const turns = one.flatMap((_, i) => [
    ...[0, 1, 2].map((j) => one[(3 * i + j) % one.length]!),
    ...[0, 1].map((j) => two[(2 * i + j) % two.length]!),
  ]);
  const kiosk = await trial.openKiosk({ frames: turns });
  const swapped = await signIn();
  t.match(swapped, { status: 412, reason: 'face_changed', tried: 'failed' });
  t.ok((swapped.usableFrames ?? 0) <= 12, 'it ends at the second change');

  // A stranger may be in view before the visitor.
  const herself = await webcamFrames(womanB, 12);
  kiosk.show([...one.slice(0, 2), ...herself, ...herself]);
  t.match(await signIn(), { status: 200, reason: 'matched', tried: 'matched' });
});
