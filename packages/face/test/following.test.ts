import t from 'tap';
import { seededRandom } from '#base/random';
import {
  drawPath,
  exactly,
  modelledFrameMs,
  visitor,
  type DotPosition,
} from '../lab/modelled-attempt.ts';
import { compareTrajectory, trajectoryFault } from '../liveness/compare-trajectory.ts';
import type { ParallaxSample } from '../liveness/depth.ts';
import {
  dotAt,
  drawTrajectory as drawUnforeseen,
  durationOf,
  type Trajectory,
} from '../liveness/trajectory.ts';

// The visitor is a head made of points in space, because no pictures of a turning person may be shipped.

t.test('a path goes both ways on both axes, with stops, and no two are alike', async (t) => {
  const paths = Array.from({ length: 200 }, () => drawUnforeseen());
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
  t.ok(durationOf(drawPath(300)) > 2.4 * 2600, 'slower where frames are few');
});

t.test(
  'the dot goes to each of four sides, in every order, and to one of them again',
  async (t) => {
    const turn = ({ x, y }: DotPosition) => (180 * Math.atan2(y, x)) / Math.PI;
    const orders = new Set<string>();
    for (let time = 0; time < 200; time += 1) {
      const path = drawPath();
      const corners = path.slice(2, -1).filter((_, index) => index % 2 === 0);
      t.equal(corners.length, 5);
      const away = corners.map((one) => (turn(one) - turn(corners[0]!) + 360) % 360).slice(0, 4);
      const round = [...away].sort((one, other) => one - other);
      const gaps = round.map((one, at) => (round[at + 1] ?? 360) - one);
      t.ok(Math.max(...gaps) < 168 && Math.min(...gaps) > 12, gaps.join());
      orders.add(away.map((one) => round.indexOf(one)).join());
    }
    t.equal(orders.size, 6);
  },
);

t.test('whoever follows the dot passes, late by as much as people are', async (t) => {
  for (const behindMs of [250, 400, 600, 800]) {
    for (let time = 0; time < 5; time += 1) {
      const { follow } = visitor();
      const state = follow(exactly, behindMs);
      t.match(state, { outcome: 'passed', suspicious: false, progress: 1 }, `${behindMs} ms`);
    }
  }
});

t.test('and where frames are few', async (t) => {
  for (let time = 0; time < 5; time += 1) {
    const { follow } = visitor(drawPath(300));
    t.equal(follow(exactly, 400, 300).outcome, 'passed');
  }
});

t.test('whoever turns less, or not quite along the axes, passes', async (t) => {
  for (const points of [
    ({ x, y }: DotPosition) => ({ x: 0.6 * x, y: 0.6 * y }),
    ({ x, y }: DotPosition) => ({ x: 1.4 * x, y: 1.2 * y }),
    ({ x, y }: DotPosition) => ({ x: x + 0.2 * y, y: y - 0.2 * x }),
  ]) {
    t.equal(visitor().follow(points).outcome, 'passed');
  }
});

t.test('another way is not followed, and accuses nobody', async (t) => {
  const ways: Record<string, (dot: DotPosition) => DotPosition> = {
    'looks ahead': () => ({ x: 0, y: 0 }),
    'the other way': ({ x, y }) => ({ x: -x, y: -y }),
    mirrored: ({ x, y }) => ({ x: -x, y }),
    'sideways only': ({ x }) => ({ x, y: 0 }),
    'up and down only': ({ y }) => ({ x: 0, y }),
    hardly: ({ x, y }) => ({ x: 0.1 * x, y: 0.1 * y }),
    turned: ({ x, y }) => ({ x: y, y: -x }),
  };
  for (const [name, points] of Object.entries(ways)) {
    const state = visitor().follow(points);
    t.match(state, { outcome: 'not_followed', suspicious: false }, name);
  }
});

/** Follows the dot, but makes only this share of the movement towards one corner. */
function lessTo(corner: DotPosition, share: number): (dot: DotPosition) => DotPosition {
  const length = Math.hypot(corner.x, corner.y);
  const side = { x: corner.x / length, y: corner.y / length };
  return ({ x, y }) => {
    const left = (share - 1) * Math.max(0, x * side.x + y * side.y);
    return { x: x + left * side.x, y: y + left * side.y };
  };
}

t.test('whoever does not turn to one of the four sides has not followed', async (t) => {
  const faults = new Set<string | null>();
  for (const corner of [2, 4, 6, 8]) {
    for (let time = 0; time < 5; time += 1) {
      const path = drawPath();
      const state = visitor(path).follow(lessTo(path[corner]!, 0));
      t.equal(state.outcome, 'not_followed');
      faults.add(state.fault);
    }
  }
  t.ok(faults.has('corner_missed'), 'even where the rest goes with the path');
});

t.test('whoever turns less to one side than to the others passes', async (t) => {
  for (const corner of [2, 4, 6, 8]) {
    for (let time = 0; time < 5; time += 1) {
      const path = drawPath();
      const state = visitor(path).follow(lessTo(path[corner]!, 0.6));
      t.equal(state.outcome, 'passed');
    }
  }
});

t.test(
  'six films of other paths, of which the first corner chooses, follow one path in 100',
  async (t) => {
    const random = seededRandom(1);
    const drawFilm = () => drawUnforeseen(undefined, random);
    const turn = (path: Trajectory) => Math.atan2(path[2]!.y, path[2]!.x);
    const times = 8000;
    let passed = 0;
    for (let time = 0; time < times; time += 1) {
      const path = drawFilm();
      const apart = (film: Trajectory) => 1 - Math.cos(turn(film) - turn(path));
      const films = Array.from({ length: 6 }, () => drawFilm());
      const film = films.sort((a, b) => apart(a) - apart(b))[0]!;
      // The film starts when the dot leaves the middle.
      const early = film[1]!.at - path[1]!.at;
      const course = courseOf((at) => dotAt(film, at - 350 + early), durationOf(path) + 900);
      if (trajectoryFault(compareTrajectory(path, course)) === null) passed += 1;
    }
    // One per cent for each path; a visitor gets two.
    t.ok(passed <= 0.01 * times, `${passed} of ${times}`);
  },
);

/** The course of a head that points exactly there, with the parallax of a head. */
function courseOf(points: (at: number) => DotPosition, ms: number): ParallaxSample[] {
  const sine = (degrees: number) => Math.sin((degrees * Math.PI) / 180);
  const course: ParallaxSample[] = [];
  for (let at = modelledFrameMs; at <= ms; at += modelledFrameMs) {
    const dot = points(at);
    const [x, y] = [16 * dot.x, 11 * dot.y];
    const before = course.at(-1) ?? { x, y };
    const parallax = { x: sine(x) - sine(before.x), y: sine(before.y) - sine(y) };
    course.push({ at, x, y, parallax });
  }
  return course;
}
