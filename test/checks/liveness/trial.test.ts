import t from 'tap';
import {
  actions,
  drawChallenge,
  headMovements,
  type Challenge,
} from '../../../server/checks/face/liveness/challenge.ts';
import { Challenger } from '../../../server/checks/face/liveness/challenger.ts';
import { Trial, trialLimits, type TrialState } from '../../../server/checks/face/liveness/trial.ts';
import { headInFrame, type HeadInFrame } from '../../support/head-model.ts';

// A head made of points in space stands in for the visitor: no turning person may be shipped.

const frameMs = 125;

/** A trial with somebody before it who has been seen from the front and is asked from now on. */
function visitor(challenge: Challenge) {
  const trial = new Trial(challenge);
  let at = 0;
  let jitter = 0;
  const show = (head: HeadInFrame, frames = 5, everyMs = frameMs): TrialState => {
    for (let count = 0; count < frames; count += 1) {
      at += everyMs;
      jitter += 1;
      // No one holds quite still.
      trial.see(headInFrame({ ...head, right: 2 * Math.sin(jitter) }), isFrontal(head), at);
    }
    return trial.state;
  };
  show({}, 3);
  trial.begin(at);
  return { trial, show, now: () => at };
}

function isFrontal({ yaw = 0, pitch = 0 }: HeadInFrame): boolean {
  return Math.abs(yaw) <= 18 && Math.abs(pitch) <= 25;
}

const poses = {
  turn_left: { yaw: 20 },
  turn_right: { yaw: -20 },
  look_up: { pitch: 18 },
  blink: { eyesOpen: false },
} as const;

t.test(
  'by default one movement of the head is asked, and each of the three comes up',
  async (t) => {
    const drawn = Array.from({ length: 200 }, () => drawChallenge('active').join());
    t.same(new Set(drawn), new Set(headMovements));
  },
);

t.test('a thorough challenge is two different actions, and every pair comes up', async (t) => {
  const drawn = Array.from({ length: 600 }, () => drawChallenge('thorough'));
  for (const [one, other] of drawn) t.not(one, other);
  t.equal(new Set(drawn.map((pair) => pair.join())).size, actions.length * (actions.length - 1));
});

t.test(
  'one movement is asked at once and done when the visitor is seen from the front',
  async (t) => {
    for (const asked of headMovements) {
      const { trial, show } = visitor([asked]);
      t.equal(trial.state.ask, asked, 'they look ahead already');
      show({}, 4);
      t.equal(show(poses[asked], 2).ask, 'face_camera', `${asked}: back to the front`);
      t.match(show({}, 1), { outcome: 'passed', suspicious: false, progress: 1 });
    }
  },
);

t.test('after one movement somebody else at the front is noticed', async (t) => {
  const { show } = visitor(['turn_left']);
  show({}, 4);
  show(poses.turn_left, 2);
  t.match(show({ person: 1 }, 1), { outcome: 'another_person', suspicious: true });
});

t.test('a frame that is too poor to be compared ends no movement', async (t) => {
  const { trial, show, now } = visitor(['turn_left']);
  show({}, 4);
  show(poses.turn_left, 2);
  t.equal(trial.see(headInFrame(), false, now() + frameMs).outcome, null);
});

t.test('a movement that began before the question went out does not count', async (t) => {
  const { trial, show, now } = visitor(['turn_left']);
  show({}, 3);
  // The machine was slow: the question goes out only now.
  trial.told(now());
  t.match(show(poses.turn_left, 1), { ask: 'face_camera', outcome: null });
  show({}, 3);
  trial.told(now());
  show({}, 4);
  show(poses.turn_left, 2);
  t.equal(show({}, 1).outcome, 'passed');
});

t.test('whoever does what is asked, in that order, passes', async (t) => {
  for (const one of actions) {
    for (const other of actions) {
      if (one === other) continue;
      const { show } = visitor([one, other]);
      t.equal(show({}).ask, one);
      t.equal(show(poses[one]).ask, 'face_camera', `${one}: back to the front`);
      t.equal(show({}).ask, other);
      t.equal(show(poses[other]).outcome, null, 'not before they are back');
      t.equal(show({}).outcome, 'passed', `${one}, ${other}`);
      t.equal(show({}).suspicious, false);
    }
  }
});

t.test(
  'left is the visitor’s own: where the image, which is not mirrored, has its right',
  async (t) => {
    const { show } = visitor(['turn_left', 'blink']);
    show({});
    const nose = headInFrame(poses.turn_left).landmarks68[30]!;
    t.ok(nose.x > headInFrame().landmarks68[30]!.x);
    t.equal(show(poses.turn_left).ask, 'face_camera');
  },
);

t.test('another movement than the one asked for is refused', async (t) => {
  for (const [asked, done] of [
    ['turn_left', 'turn_right'],
    ['turn_right', 'turn_left'],
    ['turn_left', 'look_up'],
    ['look_up', 'turn_right'],
    ['blink', 'turn_left'],
  ] as const) {
    const { show } = visitor([asked, asked === 'blink' ? 'look_up' : 'blink']);
    show({});
    const state = show(poses[done]);
    t.match(state, { outcome: 'wrong_movement', suspicious: false }, `${done} for ${asked}`);
  }
});

t.test('a clip that swings from one side to the other is refused on its way', async (t) => {
  const { show } = visitor(['turn_left', 'turn_right']);
  show({});
  show(poses.turn_left);
  t.equal(show({}, 1).ask, 'face_camera');
  t.equal(show(poses.turn_right).outcome, 'wrong_movement');
});

t.test('closing the eyes does not count as anything else, nor does one frame of it', async (t) => {
  const turn = visitor(['turn_left', 'look_up']);
  turn.show({});
  t.match(turn.show(poses.blink), { ask: 'turn_left', outcome: null });
  const blink = visitor(['blink', 'look_up']);
  blink.show({});
  t.equal(blink.show(poses.blink, 1).ask, 'blink');
  t.equal(blink.show({}, 1).ask, 'blink');
});

t.test('what was under way when it was asked for does not count', async (t) => {
  const { show } = visitor(['turn_left', 'blink']);
  for (let time = 1; time <= trialLimits.tooSoon; time += 1) {
    // The first time they were looking ahead when it was asked.
    t.equal(show({}, time === 1 ? 0 : 2).ask, 'turn_left');
    const state = show(poses.turn_left, 1);
    t.equal(state.outcome, time === trialLimits.tooSoon ? 'too_soon' : null);
    t.equal(state.ask, 'face_camera');
  }
});

t.test('before the first question a visitor may look wherever they like', async (t) => {
  const { show } = visitor(['turn_left', 'blink']);
  t.match(show(poses.turn_right), { ask: 'face_camera', outcome: null });
  show({});
  show(poses.turn_left);
  t.equal(show({}).ask, 'blink');
});

t.test('somebody else in the middle is noticed, whichever way they look', async (t) => {
  for (const head of [{ person: 1 }, { person: 1, yaw: 20 }]) {
    const { show } = visitor(['turn_left', 'blink']);
    show({});
    t.match(show(head, 1), { outcome: 'another_person', suspicious: true });
  }
});

t.test('somebody else after a gap without frames is noticed', async (t) => {
  const { show } = visitor(['turn_left', 'blink']);
  show({});
  t.equal(show({ person: 1, yaw: 20 }, 1, 2000).outcome, 'another_person');
});

t.test('a broken template is another person', async (t) => {
  const trial = new Trial(['turn_left', 'blink']);
  for (let at = 0; at < 3; at += 1) trial.see(headInFrame(), true, at);
  trial.begin(3);
  const broken = { ...headInFrame(), template: new Float32Array(8).fill(NaN) };
  t.equal(trial.see(broken, true, 4).outcome, 'another_person');
});

t.test('who does nothing runs out of time and is accused of nothing', async (t) => {
  const { show } = visitor(['turn_left', 'blink']);
  t.match(show({}, 40, 200), { outcome: 'too_slow', suspicious: false });
});

t.test('the very same movement once more is a recording', async (t) => {
  const { trial, show } = visitor(['look_up', 'turn_right']);
  show({}, 8);
  const clip = [0, 4, 8, 11, 8, 4, 0, 0].map((yaw) => headInFrame({ yaw, right: yaw }));
  let at = 1500;
  const play = () => clip.map((face) => trial.see(face, true, (at += 100)).outcome);
  trial.see(headInFrame(), true, at);
  t.notOk(play().includes('repeated'));
  t.ok(play().includes('repeated'));
});

t.test('a lost connection brings a new challenge, and nothing of the old one counts', async (t) => {
  const challenges: Challenge[] = [
    ['turn_left', 'blink'],
    ['look_up', 'turn_right'],
  ];
  let drawn = 0;
  const challenger = new Challenger('thorough', () => challenges[drawn++]!);
  let at = 0;
  const show = (head: HeadInFrame, attempt: string, frames = 5) => {
    for (let count = 0; count < frames; count += 1) {
      challenger.see(headInFrame(head), isFrontal(head), attempt, (at += frameMs));
    }
    return challenger.state;
  };
  show({}, 'first');
  t.equal(challenger.asking, false);
  challenger.ask(at);
  t.equal(show({}, 'first').ask, 'turn_left');
  show(poses.turn_left, 'first');
  t.equal(show({}, 'first').ask, 'blink');
  t.equal(show({}, 'second', 6).ask, 'look_up');
  t.equal(drawn, 2);
  challenges.push(['blink', 'look_up']);
  t.equal(show({}, 'third').outcome, 'too_often', 'nobody waits for the question that suits them');
});

t.test('a new attempt has to show the same person', async (t) => {
  const challenger = new Challenger('thorough');
  let at = 0;
  const show = (head: HeadInFrame, attempt: string) => {
    for (let count = 0; count < 4; count += 1) {
      challenger.see(headInFrame(head), true, attempt, (at += frameMs));
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

/** A challenger that draws these, and somebody who was asked. */
function asked(...draws: Challenge[]) {
  let drawn = 0;
  const challenger = new Challenger('active', () => draws[drawn++]!);
  let at = 0;
  const show = (head: HeadInFrame, frames = 3, attempt = 'first', everyMs = frameMs) => {
    for (let count = 0; count < frames; count += 1) {
      at += everyMs;
      const right = 2 * Math.sin(at);
      challenger.see(headInFrame({ ...head, right }), isFrontal(head), attempt, at);
    }
    return challenger.state;
  };
  show({});
  challenger.ask(at);
  return { challenger, show, drawn: () => drawn };
}

t.test('who did another movement, or none, is asked once more', async (t) => {
  const wrong = asked(['turn_left'], ['look_up']);
  wrong.show({}, 4);
  t.match(wrong.show(poses.turn_right), { ask: 'face_camera', outcome: null });
  t.equal(wrong.show({}, 6).ask, 'look_up');
  wrong.show(poses.look_up);
  t.match(wrong.show({}, 1), { outcome: 'passed', suspicious: false });

  const slow = asked(['turn_left'], ['turn_right']);
  t.equal(slow.show({}, 24, 'first', 250).ask, 'turn_right');
  t.match(slow.show({}, 24, 'first', 250), { outcome: 'too_slow', suspicious: false });
  t.equal(slow.drawn(), 2, 'and not a third time');
});

t.test('what a film or another person does is not asked once more', async (t) => {
  const other = asked(['turn_left'], ['look_up']);
  other.show({}, 4);
  t.match(other.show({ person: 1 }), { outcome: 'another_person', suspicious: true });
  t.equal(other.drawn(), 1);
});

t.test('two challenges in all are put, over links and misunderstandings', async (t) => {
  const { show, drawn } = asked(['turn_left'], ['look_up'], ['turn_right']);
  t.equal(show({}, 24, 'first', 250).ask, 'look_up');
  t.match(show({}, 6, 'second'), { outcome: 'too_often', suspicious: false });
  t.equal(drawn(), 3, 'the third is drawn, and never heard of');
  const cut = asked(['turn_left'], ['look_up'], ['turn_right']);
  t.equal(cut.show({}, 8, 'second').ask, 'look_up');
  t.equal(cut.show({}, 24, 'second', 250).outcome, 'too_slow');
});

t.test('who is doubted is asked for two movements in place of one', async (t) => {
  const modes: string[] = [];
  const challenger = new Challenger('active', (mode) => {
    modes.push(mode);
    return mode === 'active' ? ['turn_left'] : ['look_up', 'blink'];
  });
  let at = 0;
  for (; at < 400; at += frameMs) challenger.see(headInFrame({ right: at / 50 }), true, 'one', at);
  challenger.ask(at, 'thorough');
  t.equal(challenger.state.ask, 'look_up');
  t.same(modes, ['active', 'thorough']);
});
