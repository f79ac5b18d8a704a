import t from 'tap';
import {
  type Analysis,
  type AnalysisFailure,
  guideLimits,
  PoseGuide,
  type GuideState,
} from '../index.ts';
import { headInFrame, type HeadInFrame } from '../lab/head-model.ts';

// The person is a head made of points in space, because no pictures of a turning person may be shipped.

const model = {
  id: 'test/1',
  dimension: 8,
  threshold: 0.55,
  thresholdSource: '',
  photoFloor: 0.3,
  livenessThreshold: 0.5,
};
const frameMs = 125;

type Seen = HeadInFrame & {
  /** The number of people in view, all alike. */
  people?: number;
  liveness?: number;
  brightness?: number;
  sharpness?: number;
};

function seen({ people = 1, liveness = 1, brightness, sharpness, ...head }: Seen): Analysis {
  const face = headInFrame(head);
  face.liveness = liveness;
  if (brightness !== undefined) face.quality.brightness = brightness;
  if (sharpness !== undefined) face.quality.sharpness = sharpness;
  const print = { width: 0, height: 0, cell: 4, luma: new Uint16Array() };
  const faces = Array.from({ length: people }, () => ({ box: face.box, score: 1 }));
  return { ok: true, width: 640, height: 480, faces, face, print, milliseconds: 1 };
}

function unseen(failure: AnalysisFailure = 'no_face'): Analysis {
  return { ok: false, failure, explanation: 'There is no face in this picture.' };
}

/** A person in front of a camera that sends eight frames a second. */
function camera(needsLiveness = true) {
  const guide = new PoseGuide(model, needsLiveness);
  let at = 0;
  let count = 0;
  const frame = (analysis: Analysis): GuideState => {
    at += frameMs;
    count += 1;
    return guide.see(analysis, Uint8Array.of(count), at);
  };
  const show = (what: Seen, frames: number = guideLimits.frames): GuideState => {
    for (let shown = 1; shown < frames; shown += 1) frame(seen(what));
    return frame(seen(what));
  };
  const leave = (milliseconds: number, analysis = unseen()): GuideState => {
    let state = guide.state;
    for (let gone = 0; gone <= milliseconds; gone += frameMs) state = frame(analysis);
    return state;
  };
  return { guide, show, leave };
}

t.test('a person is walked through three poses, and a picture of each is taken', async (t) => {
  const { guide, show } = camera();
  t.match(guide.state, { pose: 'straight', taken: 0, progress: 0, outcome: null });
  t.match(show({}, 1), { guidance: 'looking_good' });
  t.match(show({ yaw: 3 }, 2), { pose: 'left', taken: 1, outcome: null });
  t.match(show({}), { guidance: 'turn_a_little_left', taken: 1 });
  t.match(show({ yaw: 6 }), { guidance: 'turn_a_little_left' });
  t.match(show({ yaw: 14 }), { pose: 'right', taken: 2 });
  t.match(show({ yaw: 4 }), { guidance: 'turn_a_little_right' });
  t.match(show({ yaw: -8 }), { taken: 3, progress: 1, outcome: 'complete' });
  t.equal(guide.pictures.length, 3);
  t.match(show({ yaw: 40 }), { outcome: 'complete' }, 'what comes after it changes nothing');
});

t.test('the sharpest of the frames of a pose is the picture', async (t) => {
  const { guide, show } = camera();
  for (const sharpness of [40, 90, 60]) show({ sharpness }, 1);
  t.same(guide.pictures, [Uint8Array.of(2)]);
});

t.test('whoever turns too far is asked back, and a pose is held for some frames', async (t) => {
  const { guide, show } = camera();
  show({});
  t.match(show({ yaw: 14 }, 2), { taken: 1, guidance: 'looking_good' });
  t.match(show({ yaw: 23 }, 1), { guidance: 'turn_back_a_little', progress: 1 / 3 });
  t.match(show({ yaw: 36 }, 1), { guidance: 'turn_back_a_little' }, 'as well where no photo is');
  t.match(show({ yaw: 14 }, 2), { taken: 1 }, 'from the beginning');
  t.equal(guide.state.outcome, null);
});

t.test('how far is counted from where this person looks straight ahead', async (t) => {
  const { show } = camera();
  t.match(show({ yaw: 12 }), { guidance: 'face_camera', taken: 0 });
  show({ yaw: 8 });
  t.match(show({ yaw: 14 }), { guidance: 'turn_a_little_left' });
  t.match(show({ yaw: 18 }), { taken: 2 });
});

t.test('what the gate refuses in a photo is no picture, and is put in words', async (t) => {
  const { show, guide } = camera();
  t.match(show({ brightness: 20 }), { guidance: 'more_light', taken: 0 });
  t.match(show({ sharpness: 2 }), { guidance: 'hold_still', taken: 0 });
  t.match(show({ pitch: 40 }), { guidance: 'face_camera', taken: 0 });
  t.match(show({ brightness: 20 }, Math.ceil(guideLimits.wholeMs / frameMs)), {
    outcome: 'too_slow',
    pose: 'straight',
  });
  t.match(guide.obstacle, /too dark/, 'the operator hears what was in the way');
});

t.test('nobody comes; somebody leaves half-way; several stay', async (t) => {
  t.equal(camera().leave(guideLimits.nobodyMs + 500).outcome, 'nobody');
  t.equal(camera().leave(guideLimits.nobodyMs - 2000).outcome, null);

  const leaver = camera();
  leaver.show({});
  t.match(leaver.leave(guideLimits.goneMs - 1000), { outcome: null, guidance: 'look_here' });
  t.match(
    leaver.show({ yaw: 14 }),
    { guidance: 'face_camera', taken: 1 },
    'who is it that turned?',
  );
  leaver.show({}, 1);
  t.match(leaver.show({ yaw: 14 }), { taken: 2 }, 'the same person');
  t.equal(leaver.leave(guideLimits.goneMs + 500).outcome, 'moved_away');

  const crowd = camera();
  crowd.show({});
  t.match(crowd.show({ people: 2 }), { guidance: 'one_person', outcome: null });
  t.equal(crowd.leave(guideLimits.severalMs, seen({ people: 2 })).outcome, 'several_people');
});

t.test('a fault of ours is nobody’s', async (t) => {
  const { leave } = camera();
  t.match(leave(guideLimits.nobodyMs + 500, unseen('worker_timed_out')), {
    outcome: null,
    guidance: 'hold_still',
  });
});

t.test('one face throughout', async (t) => {
  t.test('another person who comes before the first picture costs nothing', async (t) => {
    const { show } = camera();
    show({ person: 0 }, 2);
    t.match(show({ person: 1 }, 2), { taken: 0, outcome: null });
    t.match(show({ person: 1 }, 1), { taken: 1 });
  });

  t.test('another person half-way is refused, whatever they do', async (t) => {
    for (const yaw of [0, 6, -12]) {
      const { show } = camera();
      show({ person: 0 });
      show({ person: 0, yaw: 14 });
      const state = show({ person: 1, yaw }, 2);
      t.match(state, { taken: 2, outcome: null }, 'one frame may be a slip of a model');
      t.notMatch(state, { guidance: 'looking_good' });
      const frames = Math.abs(yaw) <= 10 ? 1 : 3;
      show({ person: 1, yaw }, frames);
      const last = show({ person: 1 }, 3);
      t.match(last, { taken: 2, outcome: 'another_person' }, `turned by ${yaw}`);
    }
  });

  t.test('another person after a gap has to look straight ahead, and is seen to be', async (t) => {
    const { show, leave } = camera();
    show({ person: 0 });
    leave(2000);
    t.match(show({ person: 1, yaw: 14 }, 8), { guidance: 'face_camera', taken: 1, outcome: null });
    t.equal(show({ person: 1 }).outcome, 'another_person');
  });

  t.test('a score that is no number is nobody’s', async (t) => {
    const { guide, show } = camera();
    show({});
    const broken = seen({ yaw: 14 });
    if (broken.ok) broken.face.template.fill(NaN);
    for (let frame = 1; frame < 10; frame += 1) guide.see(broken, Uint8Array.of(1), 400 + frame);
    t.equal(guide.state.taken, 1);
  });
});

t.test('a picture of a face is not enrolled where living ones are asked for', async (t) => {
  for (const [needsLiveness, outcome] of [
    [true, 'not_live'],
    [false, 'complete'],
  ] as const) {
    const { show } = camera(needsLiveness);
    for (const yaw of [0, 14, -14]) show({ yaw, liveness: 0.1 });
    t.equal(show({}, 1).outcome, outcome);
  }
});
