import t from 'tap';
import { drawPath, modelledFrameMs, type DotPosition } from '../lab/modelled-attempt.ts';
import { depthLimits, depthOf } from '../liveness/depth.ts';
import { dotAt, drawTrajectory as drawUnforeseen, durationOf } from '../liveness/trajectory.ts';

t.test('a path goes both ways on both axes, with stops, and no two are alike', async (t) => {
  const paths = Array.from({ length: 200 }, () => drawUnforeseen('active'));
  t.equal(new Set(paths.map((path) => JSON.stringify(path))).size, paths.length);
  for (const path of paths) {
    t.match(path[0], { x: 0, y: 0, at: 0 });
    t.match(path.at(-1), { x: 0, y: 0 });
    for (const axis of ['x', 'y'] as const) {
      const places = path.map((stop) => stop[axis]);
      t.ok(Math.max(...places) - Math.min(...places) >= 1, 'far enough on both');
    }
    t.ok(durationOf(path) < 4900);
  }
  t.ok(drawPath('thorough').length > drawPath('active').length);
  t.ok(durationOf(drawPath('active', 300)) > 2.4 * 2600, 'slower where frames are few');
});

t.test(
  'the dot goes to each of four sides, in every order, and to one of them again',
  async (t) => {
    const turn = ({ x, y }: DotPosition) => (180 * Math.atan2(y, x)) / Math.PI;
    const orders = new Set<string>();
    for (const mode of ['active', 'thorough'] as const) {
      for (let time = 0; time < 200; time += 1) {
        const path = drawPath(mode);
        const corners = path.slice(2, -1).filter((_, index) => index % 2 === 0);
        t.equal(corners.length, mode === 'active' ? 5 : 7);
        const away = corners.map((one) => (turn(one) - turn(corners[0]!) + 360) % 360).slice(0, 4);
        const round = [...away].sort((one, other) => one - other);
        const gaps = round.map((one, at) => (round[at + 1] ?? 360) - one);
        t.ok(Math.max(...gaps) < 168 && Math.min(...gaps) > 12, gaps.join());
        orders.add(away.map((one) => round.indexOf(one)).join());
      }
    }
    t.equal(orders.size, 6);
  },
);

t.test('every path asks for depth on both axes', async (t) => {
  for (let time = 0; time < 500; time += 1) {
    const path = drawPath(time % 2 ? 'active' : 'thorough');
    const every = Array.from(
      { length: durationOf(path) / modelledFrameMs },
      (_, at) => at * modelledFrameMs,
    );
    const course = every.map((at) => ({
      ...{ x: 0, y: 0, parallax: null, beside: null, alteration: null },
      at,
    }));
    const { asked } = depthOf(course, (at) => dotAt(path, at));
    t.ok(Math.min(asked.x, asked.y) > depthLimits.asked, `${asked.x}`);
  }
});
