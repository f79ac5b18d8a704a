import { pino } from 'pino';
import t from 'tap';
import { hold } from '../../lab/attacks/sheet.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { dotAt } from '../../packages/face/index.ts';
import type { DotPath } from '../../server/protocol/messages.ts';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';

// A photo that a program turns as a head is let in by one camera: see docs/liveness.md.
const { womanA, womanB } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('a photo that is rolled as the dot moves has no depth, and is held', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }), {
    VESTIBULE_LIVENESS: 'active',
    VESTIBULE_DEADLINE_SECONDS: '22',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const [photo] = await webcamFrames(womanB, 1);
  let path: DotPath | undefined;
  let since = 0;
  const kiosk = await trial.openKiosk({
    frames: (async function* () {
      for (let frame = 0; ; frame += 1) {
        const { x, y } = path ? dotAt(path, performance.now() - since - 300) : { x: 0, y: 0 };
        const [right, down] = [0.08 * Math.sin(frame / 2), 0.04 * Math.cos(frame / 3)];
        // Starts flat, because the liveness model takes a flat photo for a person.
        yield await hold(
          photo!,
          path
            ? { bend: 0.17, yaw: 32 * x, pitch: 36 * y, right: 0.3 * right, down: 0.3 * down }
            : { right, down },
        );
      }
    })(),
  });
  kiosk.on('guidance', (_guidance, _progress, shown) => {
    if (!shown || JSON.stringify(shown) === JSON.stringify(path)) return;
    [path, since] = [shown, performance.now()];
  });
  const { status, body } = await trial.signIn({ ...anna, jobId: 'tube' });
  t.equal(status, 412);
  // A busy machine sees few frames and may take them for a film.
  t.match(body, /movement not seen|spoof suspected/);
  t.ok(path, 'it matched, and was asked');
  const row = await findSignIn(trial.service.db, 'tube');
  t.equal(row?.challengeFailed, true, 'which counts as a try');
});
