import t from 'tap';
import { headInFrame } from '../lab/head-model.ts';
import { drawPath, exactly, visitor, type DotPosition } from '../lab/modelled-attempt.ts';
import { pointingTo } from '../lab/modelled-face.ts';
import { ChallengeAttempt } from '../liveness/challenge-attempt.ts';
import { dotAt } from '../liveness/trajectory.ts';

// The visitor is a head made of points in space, because no pictures of a turning person may be shipped.

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
  for (const mode of ['active', 'thorough'] as const) {
    for (let time = 0; time < 5; time += 1) {
      const { follow } = visitor(drawPath(mode, 300));
      t.equal(follow(exactly, 400, 300).outcome, 'passed');
    }
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

t.test('whoever is hidden while the dot moves has not followed', async (t) => {
  const path = drawPath();
  const { show, follow, trial } = visitor(path);
  show({}, 6);
  show(pointingTo(dotAt(path, 1400 - 350)), 1, 900);
  follow(exactly);
  t.match(trial.state, { outcome: 'not_followed', fault: 'hidden' });
});

t.test(
  'the dot starts when the visitor looks ahead, and with the answer that says so',
  async (t) => {
    const trial = new ChallengeAttempt(drawPath());
    for (let at = 0; at < 3; at += 1) trial.see(headInFrame(), true, at);
    trial.see(headInFrame({ yaw: 20 }), false, 3);
    trial.begin(4);
    t.equal(trial.state.ask, 'face_camera');
    t.equal(trial.show(5, true), null);
    trial.see(headInFrame({ yaw: 2 }), true, 6);
    t.equal(trial.state.ask, 'follow_dot');
    t.equal(trial.show(7, false), null, 'something else is said first');
    t.ok(trial.show(8, true));
    t.ok(trial.show(9, false), 'and from then on it moves');
  },
);

t.test('somebody else in the middle is noticed, whichever way they look', async (t) => {
  for (const head of [{ person: 1 }, { person: 1, yaw: 20 }]) {
    const { show } = visitor();
    show({}, 4);
    t.match(show(head), { outcome: 'another_person', suspicious: true });
  }
  const { show } = visitor();
  t.equal(show({ person: 1, yaw: 20 }, 1, 2000).outcome, 'another_person', 'after a gap, too');
});

t.test('a broken template is another person, broken landmarks follow nothing', async (t) => {
  const { trial, follow } = visitor();
  const broken = { ...headInFrame(), template: new Float32Array(8).fill(NaN) };
  t.equal(trial.see(broken, true, 4).outcome, 'another_person');
  t.not(visitor().follow(() => ({ x: NaN, y: NaN })).outcome, 'passed');
  t.not(follow(exactly).outcome, 'passed');
});

t.test('who never looks ahead runs out of time and is accused of nothing', async (t) => {
  const trial = new ChallengeAttempt(drawPath());
  let at = 0;
  for (; at < 300; at += 100) trial.see(headInFrame(), true, at);
  trial.see(headInFrame({ yaw: 20 }), false, at);
  trial.begin(at);
  for (; at < 8000; at += 100) trial.see(headInFrame({ yaw: 20 + at / 4000 }), false, at);
  t.match(trial.state, { outcome: 'too_slow', suspicious: false });
});
