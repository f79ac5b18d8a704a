import t from 'tap';
import {
  emptyTally,
  hopelessAfterMs,
  hopelessReason,
  reasonOfTally,
} from '../judgement/frame-tally.ts';

t.test('at the deadline the reason is what stood in the way most often', async (t) => {
  const reason = (counts: object) => reasonOfTally({ ...emptyTally(), ...counts }, 'no_match');
  t.equal(reason({}), 'timed_out', 'nothing came from the camera');
  t.equal(reason({ no_face: 5, poor_quality: 4 }), 'no_face');
  t.equal(reason({ no_face: 5, several_faces: 6 }), 'several_faces');
  t.equal(reason({ fault: 5, no_face: 1 }), 'internal_error');
  t.equal(reason({ usable: 5, no_face: 1 }), 'no_match');
});

t.test(
  'a capture is hopeless when it was without a usable frame for long, and says why',
  async (t) => {
    const tally = { ...emptyTally(), no_face: 3, poor_quality: 9, usable: 40 };
    t.equal(hopelessReason(tally, hopelessAfterMs - 1), null);
    t.equal(hopelessReason(tally, hopelessAfterMs), 'poor_quality');
    t.equal(
      hopelessReason({ ...emptyTally(), fault: 9 }, hopelessAfterMs),
      null,
      'a fault may pass',
    );
  },
);
