import t from 'tap';
import { sampleFaces, webcamFrames } from '../../../scripts/trial/sample-photos.ts';
import {
  attackKinds,
  looped,
  type Attacker,
  putToTrial,
} from '../../../scripts/measure/evaluate/pad/attackers.ts';
import { hold } from '../../../scripts/measure/evaluate/pad/sheet.ts';
import type { Challenge } from '../../../server/checks/face/liveness/challenge.ts';
import { startVision } from '../../vision/started-vision.ts';

// Pictures that somebody holds, turns and bends before the camera as the challenge asks for it: real
// photos, warped, through the real models.
t.test('attacks on the challenge', async (t) => {
  const vision = await startVision(t);
  const [womanA] = await webcamFrames(sampleFaces.womanA, 1);
  const [guest] = await webcamFrames(sampleFaces.guest1, 1);
  const challenges: Challenge[] = [
    ['turn_left', 'blink'],
    ['look_up', 'turn_right'],
  ];
  /** Enough for every angle that an attacker tries. */
  const frames = 16;

  for (const [kind, attackerWith] of Object.entries(attackKinds)) {
    t.test(`a ${kind} photo answers no question`, async (t) => {
      for (const challenge of challenges) {
        const state = await putToTrial(vision, attackerWith(womanA!), challenge, frames);
        t.not(state.outcome, 'passed', challenge.join());
        t.ok(state.progress > 0, 'it was asked');
        t.ok(state.progress < 0.3, 'and not answered');
      }
    });
  }

  t.test('a photo does not close its eyes, not even tilted', async (t) => {
    for (const kind of ['still', 'perspective'] as const) {
      const attacker = attackKinds[kind](womanA!);
      const state = await putToTrial(vision, attacker, ['blink', 'look_up'], frames);
      t.ok(state.progress > 0 && state.progress < 0.3, kind);
    }
  });

  t.test('a picture that is turned instead of a head is suspected', async (t) => {
    const turned = attackKinds.perspective(womanA!);
    const state = await putToTrial(vision, turned, ['turn_left', 'look_up'], frames);
    t.equal(state.suspicious, true);
  });

  t.test('a clip in a loop is refused, whatever is asked', async (t) => {
    const clip = await Promise.all(
      [0, 0.02, 0.05, 0.08, 0.1, 0.08, 0.05, 0.02, 0, -0.03, -0.05, -0.02].map((right) =>
        hold(womanA!, { right, down: right / 3 }),
      ),
    );
    const state = await putToTrial(vision, looped(clip), ['turn_left', 'blink'], 36);
    t.match(state, { outcome: 'repeated', suspicious: true });
  });

  t.test('another picture in the middle is refused at once', async (t) => {
    const one = attackKinds.shifted(womanA!);
    const other = attackKinds.shifted(guest!);
    const swapping: Attacker = {
      show: (ask, frames) => (ask === 'turn_right' ? other : one).show(ask, frames),
    };
    const state = await putToTrial(vision, swapping, ['turn_right', 'blink'], frames);
    t.match(state, { outcome: 'another_person', suspicious: true });
  });
});
