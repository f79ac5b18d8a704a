import t from 'tap';
import { Fusion } from '../../server/checks/face/fusion.ts';
import type { Face } from '../../server/vision/analysis.ts';

/** A face of which only the template (made unit length) and the liveness matter here. */
function face(template: number[], liveness: number | null = 1): Face {
  const norm = Math.hypot(...template);
  return { template: Float32Array.from(template, (value) => value / norm), liveness } as Face;
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
