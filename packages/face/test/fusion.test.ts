import t from 'tap';
import type { Face } from '../index.ts';
import { Fusion } from '../judgement/fusion.ts';

/** A face whose template (scaled to unit length), liveness and noise alone matter here. */
function face(template: number[], liveness: number | null = 1, noise = 0.3): Face {
  const norm = Math.hypot(...template);
  const quality = { noise, chroma: 40, flatness: 0.2 };
  return {
    template: Float32Array.from(template, (value) => value / norm),
    liveness,
    quality,
  } as Face;
}

t.test('the fused template is the unit mean of the frames', async (t) => {
  const fusion = new Fusion(0.4);
  t.equal(fusion.template(), null);
  fusion.add(face([1, 0]));
  fusion.add(face([1, 1]));
  const [x = 0, y = 0] = fusion.template() ?? [];
  t.ok(Math.abs(Math.hypot(x, y) - 1) < 1e-6);
  t.ok(Math.abs(Math.atan2(y, x) - Math.PI / 8) < 1e-6);
  t.equal(fusion.count, 2);
});

t.test(
  'frames of another person do not add to the first one: the evidence starts again',
  async (t) => {
    const fusion = new Fusion(0.4);
    fusion.add(face([1, 0], 1));
    fusion.add(face([1, 0.1], 1));
    fusion.add(face([0, 1], 0.2));
    t.equal(fusion.count, 1);
    t.same([...(fusion.template() ?? [])], [0, 1]);
    t.equal(fusion.liveness, 0.2);
    t.equal(fusion.changes, 1);
    fusion.add(face([0.1, 1]));
    t.equal(fusion.changes, 1, 'the same person still');
    fusion.add(face([1, 0]));
    t.equal(fusion.changes, 2);
  },
);

t.test('liveness is the mean over frames, or unknown', async (t) => {
  const fusion = new Fusion(0.4);
  fusion.add(face([1, 0], null));
  t.equal(fusion.liveness, null);
  fusion.add(face([1, 0], 0.25));
  fusion.add(face([1, 0], 0.75));
  t.equal(fusion.liveness, 0.5);
});

t.test('noisy frames do not count to the liveness once there are clear ones enough', async (t) => {
  const fusion = new Fusion(0.4);
  for (let i = 0; i < 10; i++) fusion.add(face([1, 0], 0.1, 2));
  t.equal(fusion.clear, 0);
  t.ok(Math.abs(fusion.liveness! - 0.1) < 1e-9, 'all there is');
  for (const liveness of [0.9, 0.8, 0.7]) fusion.add(face([1, 0], liveness));
  t.equal(fusion.clear, 3);
  t.ok(Math.abs(fusion.liveness! - 0.8) < 1e-9);
  for (let i = 0; i < 3; i++) fusion.add(face([0, 1], 0, 2));
  t.equal(fusion.clear, 0, 'clear frames of somebody else say nothing of this one');
  t.equal(fusion.liveness, 0);
});
