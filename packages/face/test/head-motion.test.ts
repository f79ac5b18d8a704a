import t from 'tap';
import { HeadFits, shapeOf } from '../liveness/head-motion.ts';
import { FrontalReferenceBuilder, movementOf } from '../liveness/frontal-reference.ts';
import { parallaxOf } from '../tracking/parallax.ts';
import type { Track } from '../tracking/place-follower.ts';
import type { Point } from '../analysis.ts';
import { headInFrame } from '../lab/head-model.ts';

// Compares a head of points in space with sheets that show its frontal picture.

const frontal = headInFrame();
const fits = new HeadFits(shapeOf(frontal.landmarks68));
const reference = (() => {
  const front = new FrontalReferenceBuilder();
  for (let frame = 0; frame < 3; frame += 1) front.add(frontal);
  return front.reference!;
})();

const radians = (degrees: number) => (degrees * Math.PI) / 180;

interface Sheet {
  yaw?: number;
  pitch?: number;
  /** Radius of the bend, in pixels of the picture; flat when left out. */
  radius?: number;
  /** Angle of the bend's axis, in degrees: 0 upright, 90 level. */
  axis?: number;
}

/** The landmarks of the frontal picture, printed on a bent and turned sheet. */
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
    const parallax = fits.parallaxTo(shapeOf(headInFrame({ yaw }).landmarks68));
    t.ok(Math.abs(parallax.x - Math.sin(radians(yaw))) < 0.05, `yaw ${yaw}: ${parallax.x}`);
  }
  for (const pitch of [12, 18, 25]) {
    const parallax = fits.parallaxTo(shapeOf(headInFrame({ pitch }).landmarks68));
    t.ok(Math.abs(-parallax.y - Math.sin(radians(pitch))) < 0.06, `pitch ${pitch}: ${parallax.y}`);
  }
});

/** Tracks from the landmarks of the frontal picture to these points. */
function followed(there: readonly Point[]): Track[] {
  return frontal.landmarks68.map(({ x, y }, index) => ({ x, y, found: there[index]! }));
}

const patch = { luma: new Uint8Array(), landmarks: frontal.landmarks68 };

t.test(
  'what only depth explains is nothing on a picture, however it is held and bent',
  async (t) => {
    const sheets: Sheet[] = [{ yaw: 15 }, { yaw: 40 }, { pitch: 35 }, { yaw: -25, pitch: 20 }];
    for (const radius of [130, 250, 400]) {
      for (const yaw of [-25, 25]) sheets.push({ yaw, radius }, { pitch: yaw, radius, axis: 90 });
    }
    for (const sheet of sheets) {
      const { x, y } = parallaxOf(patch, followed(onSheet(sheet)))!;
      t.ok(Math.hypot(x, y) < 0.04, `${JSON.stringify(sheet)}: ${x}, ${y}`);
    }
    for (const yaw of [-20, -8, 8, 20]) {
      const head = headInFrame({ yaw, pitch: yaw / 2 });
      const { x, y } = parallaxOf(patch, followed(head.landmarks68))!;
      t.ok(x / Math.sin(radians(yaw)) > 0.5 && -y / Math.sin(radians(yaw / 2)) > 0.4, `${x}, ${y}`);
    }
  },
);

t.test('of too few places nothing is said', async (t) => {
  t.equal(parallaxOf(patch, followed(frontal.landmarks68).slice(0, 20)), null);
  t.equal(parallaxOf(patch, []), null);
});

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
  const front = new FrontalReferenceBuilder();
  for (const yaw of [12, 13, 14, 12, 13, 14]) front.add(headInFrame({ yaw }));
  t.ok(front.reference!.yaw > 12);
  for (let frame = 0; frame < 6; frame += 1) front.add(headInFrame({ yaw: 1 }));
  t.equal(front.reference!.yaw, 1);
});
