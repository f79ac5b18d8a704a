import t from 'tap';
import type { Parallax } from '../analysis.ts';
import {
  drawPath,
  exactly,
  modelledFrameMs,
  visitor,
  type DotPosition,
} from '../lab/modelled-attempt.ts';
import { depthLimits, depthOf } from '../liveness/depth.ts';
import { dotAt, durationOf, type Trajectory } from '../liveness/trajectory.ts';

// The visitor is a head made of points in space, because no pictures of a turning person may be shipped.

t.test(
  'what goes with the dot and has no depth is a picture, whatever its landmarks say',
  async (t) => {
    // Two photos that are morphed and tilted have parallax on one axis.
    for (const share of [
      { x: 0, y: 0 },
      { x: 0.1, y: 0.1 },
      { x: 1, y: 0 },
      { x: 0, y: 1 },
    ]) {
      const flat = (of: Parallax | null) => of && { x: share.x * of.x, y: share.y * of.y };
      const state = visitor(drawPath(), flat).follow(exactly);
      t.match(state, { outcome: 'not_followed', fault: 'as_a_picture', suspicious: false });
    }
  },
);

t.test('every path asks for depth on both axes', async (t) => {
  for (let time = 0; time < 500; time += 1) {
    const path = drawPath();
    const every = Array.from(
      { length: durationOf(path) / modelledFrameMs },
      (_, at) => at * modelledFrameMs,
    );
    const course = every.map((at) => ({ x: 0, y: 0, parallax: null, at }));
    const { asked } = depthOf(course, (at) => dotAt(path, at));
    t.ok(Math.min(asked.x, asked.y) > depthLimits.asked, `${asked.x}`);
  }
});

t.test('where pixels say nothing, or nothing that is a number, nobody passes', async (t) => {
  const unknown = visitor(drawPath(), () => null).follow(exactly);
  t.match(unknown, { outcome: 'not_followed', fault: 'not_followed_up' });
  const broken = visitor(drawPath(), () => ({ x: NaN, y: NaN })).follow(exactly);
  t.equal(broken.outcome, 'not_followed');
  let frame = 0;
  const someLost = (of: Parallax | null) => (frame++ % 3 === 0 ? null : of);
  t.equal(visitor(drawPath(), someLost).follow(exactly).outcome, 'passed');
});

t.test('poses that are held up one after the other are not a course', async (t) => {
  const corners = (path: Trajectory) => [0, 2, 4, 6, 8, 10].map((stop) => path[stop]!);
  for (let time = 0; time < 5; time += 1) {
    const path = drawPath();
    const poses = corners(path);
    const nearest = (dot: DotPosition) =>
      poses.reduce((best, pose) =>
        Math.hypot(pose.x - dot.x, pose.y - dot.y) < Math.hypot(best.x - dot.x, best.y - dot.y)
          ? pose
          : best,
      );
    const state = visitor(path).follow(nearest);
    t.equal(state.outcome, 'not_followed');
  }
});

t.test('what lies on a line between two poses is not followed', async (t) => {
  for (let time = 0; time < 5; time += 1) {
    const path = drawPath();
    const { x, y } = path[2]!;
    const along = (dot: DotPosition) => {
      const share = (dot.x * x + dot.y * y) / (x * x + y * y);
      return { x: share * x, y: share * y };
    };
    t.equal(visitor(path).follow(along).outcome, 'not_followed');
  }
});

t.test('a course that began before anybody can react does not count', async (t) => {
  t.equal(visitor().follow(exactly, -250).outcome, 'not_followed');
});
