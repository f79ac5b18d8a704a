import t from 'tap';
import { openPlace } from '../support/asked-place.ts';
import { otherWay } from '../support/modelled-visitor.ts';

// What the second camera would show of a head is computed. Everything else is the service's own code.

const policyOf = (settings: string) =>
  `default:\n  checks:\n    face: { liveness: two_cameras, againWithinMinutes: 0, ${settings} }\n`;
const followsWrong = { second: 'head', follows: () => otherWay } as const;
const notSeen = { status: 412, reason: 'movement_not_seen', challengeFailed: true };

t.test('while the cameras are not set up, `whenCamerasMoved` asks for the dot', async (t) => {
  const { signIn } = await openPlace(t, { policy: policyOf('whenCamerasMoved: active') });
  const follows = await signIn({ second: 'head' });
  t.match(follows, { status: 200, reason: 'matched', timesAsked: 1, asksToMove: true });
  t.equal(follows.asked.length, 1);
  t.match(await signIn(followsWrong), { ...notSeen, timesAsked: 2 });
});

t.test('by default, nobody is let in while the cameras are not set up', async (t) => {
  const { signIn } = await openPlace(t, { policy: policyOf('') });
  t.match(await signIn({ second: 'head' }), {
    status: 412,
    reason: 'cameras_not_set_up',
    asked: { length: 0 },
    asksToMove: false,
  });
});

t.test('with `alsoDot`, a head that both cameras see follows the dot, too', async (t) => {
  const { signIn } = await openPlace(t, { policy: policyOf('alsoDot: true'), hasRig: true });
  const follows = await signIn({ second: 'head' });
  t.match(follows, { status: 200, reason: 'matched', timesAsked: 1, asksToMove: true });
  t.equal(follows.asked.length, 1);
  t.match(await signIn(followsWrong), { ...notSeen, timesAsked: 2 });
});

t.test('without `alsoDot`, two cameras decide alone', async (t) => {
  const { signIn } = await openPlace(t, { policy: policyOf(''), hasRig: true });
  const unasked = { asked: { length: 0 }, asksToMove: false };
  t.match(await signIn({ second: 'head' }), { status: 200, reason: 'matched', ...unasked });
  t.match(await signIn({ second: 'flat' }), { status: 412, reason: 'spoof_suspected', ...unasked });
});
