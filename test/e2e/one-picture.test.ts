import { pino } from 'pino';
import sharp from 'sharp';
import t from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';

const { womanA, womanB } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

// Pictures are fed into the camera's driver; no two have the same bytes.
t.test('one picture, encoded anew for every frame, lets nobody in', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }), {
    VESTIBULE_LIVENESS: 'passive',
    VESTIBULE_DEADLINE_SECONDS: '15',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const photos = await webcamFrames(womanB, 12);
  const copies = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      sharp(photos[0])
        .linear(0.9 + index / 100, 0)
        .jpeg({ quality: 80 + index })
        .toBuffer(),
    ),
  );
  const kiosk = await trial.openKiosk({ frames: copies });
  const refused = await trial.signIn(anna);
  t.equal(refused.status, 412);
  t.match(refused.body, 'spoof suspected');
  kiosk.show(photos);
  t.equal((await trial.signIn(anna)).status, 200, 'frames of a camera do');
});
