import sharp, { type Sharp } from 'sharp';
import t from 'tap';
import { sampleFaces, webcamFrames } from '../../../lab/trial/sample-photos.ts';
import { hold } from '../../../lab/attacks/sheet.ts';
import { type Novelty, ReplayDetector } from '#face';
import { withCameraNoise } from '../../../lab/simulate/acting-visitor.ts';
import { startVision } from '../../vision/started-vision.ts';

type Change = (frame: Sharp) => Sharp;

const frame = { width: 640, height: 480 };

/** Shifts the picture to the right and down by whole pixels. */
const shifted =
  (right: number, down: number): Change =>
  (image) =>
    image
      .extract({ left: 0, top: 0, width: frame.width - right, height: frame.height - down })
      .extend({ left: right, top: down, extendWith: 'copy' });

t.test('a picture counts once, however it is put again', async (t) => {
  const vision = await startVision(t);
  const photo = (await webcamFrames(sampleFaces.womanA, 1))[0]!;
  const see = async (watch: ReplayDetector, picture: Uint8Array) =>
    watch.see(await vision.analyze(picture, { timeoutMs: 120_000 }));
  const changed = (change: Change, quality = 85, picture: Uint8Array = photo) =>
    change(sharp(picture)).jpeg({ quality }).toBuffer();
  for (const [how, change, quality] of [
    ['encoded anew', (image) => image, 60],
    ['encoded badly', (image) => image, 45],
    ['brightened', (image) => image.linear(1.1, 0), 85],
    ['darkened', (image) => image.linear(0.8, 4), 85],
    ['moved by a pixel', shifted(1, 0), 85],
    ['moved by a pixel both ways', shifted(1, 1), 85],
    ['moved and darkened', (image) => shifted(1, 0)(image).linear(0.9, 0), 80],
  ] as [string, Change, number][]) {
    t.test(how, async (t) => {
      const watch = new ReplayDetector();
      t.equal(await see(watch, photo), 'new');
      t.equal(await see(watch, await changed(change, quality)), 'repeated');
    });
  }

  t.test('and again and again it is a film', async (t) => {
    const watch = new ReplayDetector();
    const seen: Novelty[] = [];
    for (let time = 0; time < 9; time += 1) {
      seen.push(await see(watch, await changed((image) => image.linear(0.9 + time / 100, 0))));
    }
    t.equal(seen[0], 'new');
    t.ok(seen.slice(1, 8).every((novelty) => novelty === 'repeated'));
    t.equal(seen.at(-1), 'film');
  });

  t.test('frames of somebody who moves a little, or of a camera with noise, are new', async (t) => {
    const watch = new ReplayDetector();
    for (const right of [0, 0.02, 0.01, 0.03]) {
      t.equal(await see(watch, await hold(photo, { right, down: right / 2 })), 'new', `${right}`);
    }
    const still = new ReplayDetector();
    for (let count = 0; count < 4; count += 1) {
      t.equal(await see(still, await withCameraNoise(photo, 60)), 'new', `noise ${count}`);
    }
  });

  t.test('a face that turns to and fro, or the other way round, is no film', async (t) => {
    const watch = new ReplayDetector();
    for (const right of [0, 0.01, 0.02]) {
      const held = await hold(photo, { right });
      t.equal(await see(watch, held), 'new');
      t.equal(await see(watch, await changed((image) => image.flop(), 85, held)), 'new');
    }
  });

  t.test('somebody else who steps before the camera is no repetition', async (t) => {
    const watch = new ReplayDetector();
    const [guest, other] = await Promise.all([
      webcamFrames(sampleFaces.guest1, 3),
      webcamFrames(sampleFaces.guest2, 3),
    ]);
    for (const picture of [...guest, ...other]) t.equal(await see(watch, picture), 'new');
  });

  t.test('a picture without a face is left to others', async (t) => {
    const watch = new ReplayDetector();
    const wall = await sharp({ create: { ...frame, channels: 3, background: '#998877' } })
      .jpeg()
      .toBuffer();
    t.same([await see(watch, wall), await see(watch, wall)], ['new', 'new']);
  });
});
