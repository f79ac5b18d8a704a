import { once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { hold } from '../../lab/attacks/sheet.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import type { Guidance } from '#server/protocol/messages.ts';

// The whole service with its default liveness, while an attacker holds a photo of the enrolled person.
const { womanA, womanB, guest1 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

function isAction(guidance: Guidance): boolean {
  return guidance === 'follow_dot';
}

t.test('by default a photo of the enrolled person is asked to move', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }), {
    // An empty value means the default.
    VESTIBULE_LIVENESS: '',
    VESTIBULE_DEADLINE_SECONDS: '22',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  // Few frames, because a busy machine sees about twenty until the deadline and needs eight repeats.
  const photos = await webcamFrames(womanB, 7);
  const kiosk = await trial.openKiosk({ frames: photos });
  const guided: Guidance[] = [];
  kiosk.on('guidance', (guidance) => guided.push(guidance));
  const outcome = once(kiosk, 'outcome');

  t.test('and a film of it in a loop is held as a picture', async (t) => {
    const answer = await trial.signIn({ ...anna, jobId: 'film' });
    t.equal(answer.status, 412);
    t.match(answer.body, 'spoof suspected');
    t.ok(guided.some(isAction), 'it matched, and was asked');
    const row = await findSignIn(trial.service.db, 'film');
    t.equal(row?.challengeFailed, true, 'which counts as a try');
    t.same(await outcome, ['please_wait'], 'the screen accuses nobody');
  });

  t.test('and somebody else who moves in its place is not let in', async (t) => {
    kiosk.show(photos);
    const others = await webcamFrames(guest1, 12);
    const swap = (guidance: Guidance) => {
      if (isAction(guidance)) kiosk.show(others);
    };
    kiosk.on('guidance', swap);
    const answer = await trial.signIn(anna);
    kiosk.off('guidance', swap);
    t.equal(answer.status, 412);
    t.match(answer.body, 'spoof suspected');
  });

  t.test('and somebody who is not the enrolled person is not asked at all', async (t) => {
    guided.length = 0;
    kiosk.show(await webcamFrames(guest1, 12));
    t.match((await trial.signIn({ ...anna, jobId: 'other' })).body, 'no match');
    t.notOk(guided.some(isAction));
    const row = await findSignIn(trial.service.db, 'other');
    t.equal(row?.challengeFailed, null);
  });

  t.test('and after a lost connection the question is put anew', async (t) => {
    guided.length = 0;
    kiosk.show(
      (async function* () {
        for (let frame = 0; ; frame += 1) {
          yield await hold(photos[0]!, {
            right: 0.08 * Math.sin(frame / 2),
            down: 0.04 * Math.cos(frame / 3),
          });
        }
      })(),
    );
    const held = trial.signIn(anna);
    while (!guided.some(isAction)) await once(kiosk, 'guidance');
    guided.length = 0;
    kiosk.cut();
    await once(kiosk, 'guidance');
    t.equal(guided[0], 'face_camera', 'from the front again');
    kiosk.show(await webcamFrames(guest1, 12));
    t.match((await held).body, 'spoof suspected', 'and to the same person');
  });
});
