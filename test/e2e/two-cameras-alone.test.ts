import t from 'tap';
import { place } from '../support/asked-place.ts';

// What the second camera would show of a head is computed. Everything else is the service's own code.

const policyOf = (former = '') =>
  `default:\n  checks:\n    face: { liveness: two_cameras, againWithinMinutes: 0${former} }\n`;
const unasked = { asked: { length: 0 }, asksToMove: false };

t.test(
  'nobody is let in while the cameras are not set up, whatever an old policy says',
  async (t) => {
    const former = ', whenCamerasMoved: active, alsoDot: true';
    const { signIn } = await place(t, { policy: policyOf(former) });
    t.match(await signIn({ second: 'head' }), {
      status: 412,
      reason: 'cameras_not_set_up',
      ...unasked,
    });
  },
);

t.test('two cameras decide alone, without the dot', async (t) => {
  const { signIn } = await place(t, { policy: policyOf(), hasRig: true });
  t.match(await signIn({ second: 'head' }), { status: 200, reason: 'matched', ...unasked });
  t.match(await signIn({ second: 'flat' }), { status: 412, reason: 'spoof_suspected', ...unasked });
});
