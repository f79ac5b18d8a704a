import t from 'tap';
import { HeadFits, shapeOf } from '../../../server/checks/face/liveness/head-motion.ts';
import { Front } from '../../../server/checks/face/liveness/front.ts';
import { movementOf } from '../../../server/checks/face/liveness/movement.ts';
import type { Point } from '../../../server/vision/analysis.ts';
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

t.test(
  'a sheet that is bent and turned has less of a nose than a head, or grows narrow',
  async (t) => {
    for (const radius of [70, 100, 150, 250, 400]) {
      for (const yaw of [-40, -25, 25, 40]) {
        const { parallax, relief, breadth } = fits.motionTo(shapeOf(onSheet({ yaw, radius })));
        const share = relief.x / parallax.x;
        const isSmall = Math.abs(parallax.x) < Math.sin(radians(5));
        t.ok(isSmall || share < 0.6 || breadth < 0.925, `${radius}, ${yaw}: ${share} ${breadth}`);
      }
    }
    for (const yaw of [-30, -15, 15, 30]) {
      const head = fits.motionTo(shapeOf(headInFrame({ yaw }).landmarks68));
      t.ok(head.relief.x / head.parallax.x > 0.8 && head.breadth > 0.95, `${yaw}`);
    }
  },
);

t.test('a head points where it is turned to, and the front is within a few degrees', async (t) => {
  for (const [yaw, pitch] of [
    [15, 0],
    [-15, 5],
    [8, 10],
    [0, -12],
  ] as const) {
    const { x, y, front } = movementOf(reference, headInFrame({ yaw, pitch }));
    t.ok(Math.abs(x - yaw) < 4 && Math.abs(y - pitch) < 5, `${yaw}, ${pitch}: ${x}, ${y}`);
    t.equal(front, false);
  }
  t.equal(movementOf(reference, headInFrame({ yaw: 3, pitch: -3 })).front, true);
});

t.test('frontal frames that come later take the place of those from the side', async (t) => {
  const front = new Front();
  for (const yaw of [12, 13, 14, 12, 13, 14]) front.add(headInFrame({ yaw }));
  t.ok(front.reference!.yaw > 12);
  for (let frame = 0; frame < 6; frame += 1) front.add(headInFrame({ yaw: 1 }));
  t.equal(front.reference!.yaw, 1);
});
