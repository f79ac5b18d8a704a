import t from 'tap';
import { HeadFits, shapeOf } from '../../../server/checks/face/liveness/head-motion.ts';
import { Front } from '../../../server/checks/face/liveness/front.ts';
import { movementOf } from '../../../server/checks/face/liveness/movement.ts';
import type { Face, Point } from '../../../server/vision/analysis.ts';
import { headInFrame } from '../../support/head-model.ts';

// A head of points in space against sheets that its frontal picture is printed on.

const frontal = headInFrame();
const fits = new HeadFits(shapeOf(frontal.landmarks68));
const reference = (() => {
  const front = new Front();
  for (let frame = 0; frame < 3; frame += 1) front.add(frontal);
  return front.reference!;
})();

const radians = (degrees: number) => (degrees * Math.PI) / 180;

interface Sheet {
  yaw?: number;
  pitch?: number;
  /** Of the bend, in pixels of the picture; flat when left out. */
  radius?: number;
  /** Of the bend's axis: 0 upright, 90 level. */
  axis?: number;
}

/** The landmarks of the frontal picture as printed on a sheet that is bent and turned. */
function onSheet({ yaw = 0, pitch = 0, radius, axis = 0 }: Sheet): Point[] {
  const along = { x: Math.cos(radians(axis)), y: Math.sin(radians(axis)) };
  return frontal.landmarks68.map((point) => {
    const x = point.x - 320;
    const y = point.y - 240;
    const across = x * along.x + y * along.y;
    const rest = y * along.x - x * along.y;
    const bent = radius ? radius * Math.sin(across / radius) : across;
    const depth = radius ? radius * (Math.cos(across / radius) - 1) : 0;
    const u = bent * along.x - rest * along.y;
    const v = bent * along.y + rest * along.x;
    const turned = u * Math.cos(radians(yaw)) + depth * Math.sin(radians(yaw));
    const towards = depth * Math.cos(radians(yaw)) - u * Math.sin(radians(yaw));
    return {
      x: 320 + turned,
      y: 240 + v * Math.cos(radians(pitch)) - towards * Math.sin(radians(pitch)),
    };
  });
}

/** A sheet, of which even the pose model believes that it is a head which turned as far. */
function believed(sheet: Sheet): Face {
  const { yaw = 0, pitch = 0 } = sheet;
  const quality = { ...frontal.quality, headPose: { yaw, pitch, roll: 0 } };
  return { ...frontal, quality, landmarks68: onSheet(sheet) };
}

t.test('the parallax of a head is the sine of its turn, to both sides and up', async (t) => {
  for (const yaw of [-30, -20, -12, 12, 20, 30]) {
    const { parallax, relief } = fits.motionTo(shapeOf(headInFrame({ yaw }).landmarks68));
    t.ok(Math.abs(parallax.x - Math.sin(radians(yaw))) < 0.05, `yaw ${yaw}: ${parallax.x}`);
    t.ok(Math.abs(relief.x) > 0.8 * Math.abs(parallax.x), 'and a bend does not explain it');
  }
  for (const pitch of [12, 18, 25]) {
    const { parallax } = fits.motionTo(shapeOf(headInFrame({ pitch }).landmarks68));
    t.ok(Math.abs(-parallax.y - Math.sin(radians(pitch))) < 0.06, `pitch ${pitch}: ${parallax.y}`);
  }
});

t.test('a flat picture has no parallax, however it is turned', async (t) => {
  for (const sheet of [{ yaw: 15 }, { yaw: 40 }, { pitch: 35 }, { yaw: -25, pitch: 20 }]) {
    const { parallax, relief } = fits.motionTo(shapeOf(onSheet(sheet)));
    t.ok(Math.hypot(parallax.x, parallax.y) < 0.01, JSON.stringify(sheet));
    t.ok(Math.hypot(relief.x, relief.y) < 0.01);
  }
});

t.test('a bent picture answers nothing, about whichever axis and however far', async (t) => {
  for (const radius of [70, 100, 150, 250, 400]) {
    for (const axis of [0, 30, 45, 60, 90, -45]) {
      for (const angle of [10, 15, 20, 30, 40, 50]) {
        const sheets = [
          { yaw: angle, radius, axis },
          { yaw: -angle, radius, axis },
          { pitch: angle, radius, axis },
        ];
        for (const sheet of sheets) {
          t.equal(movementOf(reference, believed(sheet)).done, null, JSON.stringify(sheet));
        }
      }
    }
  }
});

t.test('a picture that the pose model believes to be turned is called flat', async (t) => {
  for (const yaw of [-40, -25, -16, 16, 25, 40]) {
    t.equal(movementOf(reference, believed({ yaw })).flat, true, `${yaw}`);
    t.equal(movementOf(reference, believed({ yaw, radius: 250 })).flat, true, `bent, ${yaw}`);
  }
});

t.test('a head that turns or looks up is never called flat', async (t) => {
  for (let angle = -40; angle <= 40; angle += 4) {
    t.equal(movementOf(reference, headInFrame({ yaw: angle })).flat, false, `yaw ${angle}`);
    t.equal(movementOf(reference, headInFrame({ pitch: angle / 2 })).flat, false, `pitch ${angle}`);
  }
});

t.test('turns of 16 to 40 degrees and looks up of 13 to 25 are recognised', async (t) => {
  for (let angle = 16; angle <= 40; angle += 2) {
    t.equal(movementOf(reference, headInFrame({ yaw: angle })).done, 'turn_left', `${angle}`);
    t.equal(movementOf(reference, headInFrame({ yaw: -angle })).done, 'turn_right', `${-angle}`);
  }
  for (let angle = 13; angle <= 25; angle += 2) {
    t.equal(movementOf(reference, headInFrame({ pitch: angle })).done, 'look_up', `${angle}`);
  }
});

t.test('frontal frames that come later take the place of those from the side', async (t) => {
  const front = new Front();
  for (const yaw of [12, 13, 14, 12, 13, 14]) front.add(headInFrame({ yaw }));
  t.ok(front.reference!.yaw > 12);
  for (let frame = 0; frame < 6; frame += 1) front.add(headInFrame({ yaw: 1 }));
  t.equal(front.reference!.yaw, 1);
});
