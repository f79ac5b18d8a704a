import t from 'tap';
import {
  concludeFrames,
  isDoubted,
  mayBeCovered,
  needsLight,
  reasonAtDeadline,
  stillMatches,
  type FrameEvidence,
} from '../judgement/conclusion.ts';

const model = {
  id: 'test',
  dimension: 4,
  threshold: 0.55,
  thresholdSource: 'this test',
  photoFloor: 0.3,
  livenessThreshold: 0.5,
};

interface Scene {
  claimed?: number | null;
  stricter?: number;
  portraitThreshold?: number;
  other?: number | null;
  frames?: number;
  approvalLooks?: number;
  clearFrames?: number;
  flatness?: number | null;
  liveness?: number | null;
  relief?: FrameEvidence['relief'];
  hasFollowed?: boolean;
}

/** The conclusion about a matching, live face, except for what the scene changes. */
function conclude(scene: Scene) {
  return concludeFrames(gather(scene));
}

function gather({
  claimed = 0.7,
  stricter,
  portraitThreshold,
  other = 0.1,
  frames = 3,
  approvalLooks = 1,
  clearFrames = frames,
  flatness = 0.2,
  liveness = 0.9,
  relief,
  hasFollowed = false,
}: Scene) {
  const score = (value: number | null) => (value === null ? null : { personId: 'p', score: value });
  const fits = score(claimed);
  const gathered: FrameEvidence = {
    comparison: {
      claimed: fits && {
        ...fits,
        ...(stricter !== undefined && { stricter }),
        ...(portraitThreshold !== undefined && { portraitThreshold }),
      },
      other: score(other),
    },
    frames,
    approvalLooks,
    clearFrames,
    flatness,
    liveness,
    livenessRequired: true,
    hasFollowed,
    ...(relief && { relief }),
    model,
  };
  return gathered;
}

t.test('a living face that fits over several frames is a match', async (t) => {
  t.equal(conclude({}), 'matched');
  t.equal(conclude({ claimed: 0.55 }), 'matched', 'at the threshold');
  t.equal(conclude({ other: null }), 'matched', 'when nobody else is enrolled');
});

t.test('a single frame never approves, however well it fits', async (t) => {
  t.equal(conclude({ claimed: 1, frames: 1 }), null);
  t.equal(conclude({ claimed: 1, frames: 2 }), null);
});

t.test('approval is asked for a few times only, not with every frame', async (t) => {
  const approved = Array.from({ length: 100 }, (_, frames) => conclude({ frames })).filter(
    (conclusion) => conclusion === 'matched',
  );
  t.equal(approved.length, 6);
});

t.test('looks at earlier faces of the capture count', async (t) => {
  t.equal(conclude({ approvalLooks: 6 }), 'matched');
  t.equal(conclude({ approvalLooks: 7 }), null);
});

t.test('a living face that fits between two askings waits for the next one', async (t) => {
  for (const frames of [4, 11, 12, 19]) t.equal(conclude({ frames }), null, String(frames));
});

t.test('a face that is near, and nobody else, may be covered by something', async (t) => {
  const covered = (scene: Scene) => mayBeCovered(gather({ frames: 5, claimed: 0.5, ...scene }));
  t.ok(covered({}));
  t.notOk(covered({ frames: 4 }), 'not before it was looked at for a while');
  for (const claimed of [0.55, 0.9]) t.notOk(covered({ claimed }), 'it fits');
  for (const claimed of [0.3, -1, null, NaN]) t.notOk(covered({ claimed }), 'nowhere near');
  t.notOk(covered({ other: 0.6 }), 'it is somebody else');
  t.ok(covered({ claimed: 0.6, stricter: 0.7 }), 'a stricter threshold counts');
});

t.test('a face below the threshold is never a match, however many frames', async (t) => {
  for (const claimed of [0.549, 0.3, 0, -1, null, NaN]) {
    for (let frames = 0; frames < 60; frames++) t.not(conclude({ claimed, frames }), 'matched');
    t.equal(conclude({ claimed, frames: 60 }), 'no_match', String(claimed));
  }
});

t.test('somebody who looks like another one needs more, and never less', async (t) => {
  t.equal(conclude({ stricter: 0.7 }), 'matched', 'at the stricter threshold');
  for (const stricter of [0.71, 1, Infinity, NaN]) {
    for (let frames = 0; frames < 60; frames++) t.not(conclude({ stricter, frames }), 'matched');
    t.equal(conclude({ stricter, frames: 60 }), 'no_match', String(stricter));
    t.equal(stillMatches(gather({ stricter })), false);
    t.equal(reasonAtDeadline(gather({ stricter })), 'no_match');
  }
  for (const stricter of [0, 0.3, -Infinity]) {
    for (let frames = 0; frames < 60; frames++) {
      t.not(conclude({ claimed: 0.549, stricter, frames }), 'matched');
    }
    t.equal(stillMatches(gather({ claimed: 0.549, stricter })), false);
  }
});

t.test('beside a portrait, its own threshold counts, for another person too', async (t) => {
  const beside = (scene: Scene) => conclude({ portraitThreshold: 0.5, frames: 60, ...scene });
  t.equal(beside({ claimed: 0.5, frames: 3 }), 'matched');
  t.equal(beside({ claimed: 0.49 }), 'no_match');
  t.equal(beside({ claimed: 0.51, other: 0.52 }), 'other_person', 'below what a record needs');
  t.equal(beside({ claimed: 0.51, other: 0.505, frames: 3 }), 'matched');
  t.equal(conclude({ claimed: 0.54, frames: 60 }), 'no_match', 'a record needs more');
  t.equal(beside({ claimed: 0.9, portraitThreshold: NaN }), 'no_match');
  t.equal(reasonAtDeadline(gather({ claimed: 0.9, portraitThreshold: NaN })), 'no_match');
});

t.test('a clear mismatch is told sooner than a near one', async (t) => {
  t.equal(conclude({ claimed: 0.1, frames: 6 }), 'no_match');
  t.equal(conclude({ claimed: 0.5, frames: 6 }), null);
});

t.test(
  'somebody else who fits better holds the sign-in, even when the claimed one fits too',
  async (t) => {
    t.equal(conclude({ claimed: 0.6, other: 0.8, frames: 4 }), 'other_person');
    t.equal(conclude({ claimed: 0.1, other: 0.8, frames: 4 }), 'other_person');
    t.equal(
      conclude({ claimed: 0.6, other: 0.6, frames: 4 }),
      'other_person',
      'no better is not better',
    );
    t.equal(conclude({ claimed: 0.8, other: 0.6 }), 'matched');
    t.equal(
      conclude({ claimed: 0.3, other: 0.5, frames: 4 }),
      null,
      'below the threshold is nobody',
    );
  },
);

t.test('a face that fits but does not look alive is never a match', async (t) => {
  for (const liveness of [0.17, 0, null, NaN]) {
    for (let frames = 0; frames < 60; frames++) t.not(conclude({ liveness, frames }), 'matched');
    t.equal(conclude({ liveness, frames: 60 }), 'spoof_suspected', String(liveness));
  }
});

t.test('a drawing that looks alive to the liveness model is never a match', async (t) => {
  for (const flatness of [0.61, 1, NaN, null]) {
    for (let frames = 0; frames < 60; frames++) t.not(conclude({ flatness, frames }), 'matched');
    t.equal(conclude({ flatness, frames: 10 }), 'spoof_suspected', String(flatness));
    t.equal(needsLight(gather({ flatness, frames: 9 })), false);
  }
  t.equal(conclude({ flatness: 0.5 }), 'matched');
});

t.test(
  'what was seen too badly to look alive is poor quality, and no suspected picture',
  async (t) => {
    const unclear: Scene[] = [
      { liveness: 0.01, clearFrames: 0 },
      { liveness: 0.01, clearFrames: 2 },
      { liveness: 0.42 },
      { liveness: 0.18 },
    ];
    for (const scene of unclear) {
      t.equal(conclude({ ...scene, frames: 10 }), null, 'there is time to turn on the light');
      t.equal(needsLight(gather({ ...scene, frames: 10 })), true);
      t.equal(conclude({ ...scene, frames: 32 }), 'poor_quality');
      t.equal(reasonAtDeadline(gather({ ...scene, frames: 10 })), 'poor_quality');
      for (let frames = 0; frames < 60; frames++) t.not(conclude({ ...scene, frames }), 'matched');
    }
    t.equal(needsLight(gather({ frames: 10 })), false, 'a person is seen');
    t.equal(needsLight(gather({ frames: 10, liveness: 0.01 })), false, 'a picture is seen');
    t.equal(needsLight(gather({ frames: 10, liveness: 0.42, claimed: 0.2 })), false, 'a stranger');
  },
);

t.test('what two cameras tell needs no dot, and no dot changes it', async (t) => {
  for (const hasFollowed of [false, true]) {
    const scene = { frames: 20, liveness: 0.01, hasFollowed };
    t.equal(conclude({ ...scene, relief: 'head' }), 'matched');
    t.equal(conclude({ ...scene, relief: 'flat', liveness: 0.9 }), 'spoof_suspected');
    t.equal(conclude({ ...scene, relief: 'unknown', liveness: 0.9 }), null);
    for (const relief of ['head', 'flat', 'unknown'] as const) {
      t.notOk(isDoubted(gather({ ...scene, relief })), relief);
    }
  }
});

t.test('where two cameras leave a doubt, the dot and the liveness model decide', async (t) => {
  const scene = { frames: 20, relief: 'doubtful' } as const;
  t.equal(conclude(scene), null, 'however alive it looks');
  t.ok(isDoubted(gather(scene)));
  t.equal(conclude({ ...scene, frames: 32 }), 'poor_quality', 'without an alarm');
  t.equal(conclude({ ...scene, hasFollowed: true }), 'matched');
  t.equal(conclude({ ...scene, hasFollowed: true, liveness: 0.01 }), 'spoof_suspected');
  t.equal(conclude({ ...scene, hasFollowed: true, liveness: null }), 'spoof_suspected');
  t.equal(conclude({ ...scene, hasFollowed: true, flatness: 0.7 }), 'spoof_suspected');
});
