import t from 'tap';
import { headInFrame, type HeadInFrame } from '../lab/head-model.ts';
import {
  drawPath,
  exactly,
  modelledFrameMs,
  isFrontal,
  visitor,
  type DotPosition,
} from '../lab/modelled-attempt.ts';
import { modelledParallax, pointingTo } from '../lab/modelled-face.ts';
import { ChallengeAttempt } from '../liveness/challenge-attempt.ts';
import { Challenger } from '../liveness/challenger.ts';
import { dotAt, durationOf } from '../liveness/trajectory.ts';

// The visitor is a head made of points in space, because no pictures of a turning person may be shipped.

t.test('a face that is hidden while the dot moves has not followed it', async (t) => {
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

/** A challenger, and a visitor with its challenge. */
function asked() {
  let drawn = 0;
  const challenger = new Challenger((ms) => {
    drawn += 1;
    return drawPath(ms);
  });
  let at = 0;
  const show = (head: HeadInFrame, frames = 3, attempt = 'first') => {
    for (let count = 0; count < frames; count += 1) {
      at += modelledFrameMs;
      const right = 2 * Math.sin(at);
      const face = headInFrame({ ...head, right });
      const before = challenger.patchBefore;
      const parallax = before && modelledParallax(before, face.patch);
      challenger.see(face, isFrontal(head), { attemptId: attempt, at, parallax });
      challenger.show(at, true);
    }
    return challenger.state;
  };
  /** Shows the head, which follows or not, until the path ends. */
  const follow = (points: (dot: DotPosition) => DotPosition, attempt = 'first') => {
    const path = challenger.show(at, true)!;
    const startedAt = at;
    const before = challenger.state;
    while (challenger.state.outcome === null && at - startedAt < durationOf(path) + 1400) {
      const dot = dotAt(path, at + modelledFrameMs - startedAt - 350);
      show(pointingTo(points(dot)), 1, attempt);
    }
    return { ...challenger.state, before };
  };
  show({});
  challenger.ask(at);
  return { challenger, show, follow, drawn: () => drawn };
}

t.test('who did not follow is shown another path once, and not a third', async (t) => {
  const once = asked();
  t.equal(once.follow(() => ({ x: 0, y: 0 })).outcome, null);
  once.show({}, 2);
  t.match(once.follow(exactly), { outcome: 'passed', suspicious: false });
  const twice = asked();
  twice.follow(({ x, y }) => ({ x: -x, y: -y }));
  twice.show({}, 2);
  const failed = twice.follow(({ x, y }) => ({ x: -x, y: -y }));
  t.match(failed, { outcome: 'not_followed', suspicious: false });
});

t.test('another person is not asked once more', async (t) => {
  const { show, drawn } = asked();
  const before = drawn();
  t.match(show({ person: 1 }), { outcome: 'another_person', suspicious: true });
  t.equal(drawn(), before);
});

t.test('a lost connection brings another path, and nothing of the old one counts', async (t) => {
  const { challenger, show, follow } = asked();
  const first = challenger.show(500, true);
  show({}, 6);
  show({}, 6, 'second');
  const second = challenger.show(2500, true);
  t.ok(second);
  t.notSame(second, first);
  t.equal(challenger.state.outcome, null);
  t.equal(show({}, 6, 'third').outcome, 'too_often', 'nobody waits for the path that suits them');
  t.not(follow(exactly, 'third').outcome, 'passed');
});

t.test('a new attempt has to show the same person', async (t) => {
  const challenger = new Challenger(drawPath);
  let at = 0;
  const show = (head: HeadInFrame, attempt: string) => {
    for (let count = 0; count < 4; count += 1) {
      challenger.see(headInFrame(head), true, { attemptId: attempt, at: (at += modelledFrameMs) });
    }
    return challenger.state;
  };
  show({}, 'unasked');
  show({}, 'also unasked');
  show({}, 'first');
  challenger.ask(at);
  t.equal(show({}, 'first').outcome, null, 'only what was asked counts');
  t.equal(show({ person: 1 }, 'second').outcome, 'another_person');
});
