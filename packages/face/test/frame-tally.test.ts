import t from 'tap';
import { type FrameCounts, FrameTally, hopelessAfterMs } from '../judgement/frame-tally.ts';

function tallyOf(counts: Partial<FrameCounts>): FrameTally {
  const tally = new FrameTally();
  for (const [kind, count] of Object.entries(counts) as [keyof FrameCounts, number][]) {
    for (let seen = 0; seen < count; seen++) tally.add(kind);
  }
  return tally;
}

t.test('at the deadline the reason is what stood in the way most often', async (t) => {
  const reason = (counts: Partial<FrameCounts>) => tallyOf(counts).reason('no_match');
  t.equal(reason({}), 'timed_out', 'nothing came from the camera');
  t.equal(reason({ no_face: 5, poor_quality: 4 }), 'no_face');
  t.equal(reason({ no_face: 5, several_faces: 6 }), 'several_faces');
  t.equal(reason({ fault: 5, no_face: 1 }), 'internal_error');
  t.equal(reason({ usable: 5, no_face: 1 }), 'no_match');
  t.equal(reason({ unpaired: 5, usable: 1 }), 'second_camera_missing');
});

t.test(
  'a capture is hopeless when it was without a usable frame for long, and says why',
  async (t) => {
    const tally = tallyOf({ usable: 40 });
    tally.noteUsable(1000);
    for (let seen = 0; seen < 3; seen++) tally.noteProblem('no_face', 1001);
    for (let seen = 0; seen < 9; seen++) tally.noteProblem('poor_quality', 1002);
    t.equal(tally.noteProblem('no_face', 999 + hopelessAfterMs), null);
    t.equal(tally.noteProblem('no_face', 1000 + hopelessAfterMs), 'poor_quality');
    const faults = tallyOf({});
    faults.noteProblem('fault', 0);
    t.equal(faults.noteProblem('fault', hopelessAfterMs), null, 'a fault may pass');
  },
);

t.test('a capture is timed from its first frame', async (t) => {
  const tally = tallyOf({});
  t.equal(tally.noteProblem('no_face', 5 * hopelessAfterMs), null);
  t.equal(tally.noteProblem('no_face', 6 * hopelessAfterMs), 'no_face');
});

t.test('a capture that starts over is timed from its next frame', async (t) => {
  const tally = tallyOf({ usable: 2 });
  tally.startOver();
  t.equal(tally.usable, 0);
  t.equal(tally.noteProblem('no_face', 5 * hopelessAfterMs), null);
  t.equal(tally.noteProblem('no_face', 6 * hopelessAfterMs), 'no_face');
});
