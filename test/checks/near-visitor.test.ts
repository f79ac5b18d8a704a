import t from 'tap';
import { type Box, dot, FaceSession } from '../../packages/face/index.ts';
import { headInFrame } from '../../packages/face/lab/head-model.ts';
import { modelledVision } from '../support/modelled-visitor.ts';

// A held picture has no room around it, so the room must be visible.

/** The screen's guidance for a face at this box of a 640×480 frame, before the dot starts. */
async function guidanceFor(box: Box, liveness: 'active' | 'passive'): Promise<string> {
  let count = 0;
  const session = new FaceSession({
    vision: {
      ...modelledVision,
      analyze: async () => {
        count += 1;
        const face = { ...headInFrame({ right: count }), box };
        const print = { width: 0, height: 0, cell: 4, luma: new Uint16Array() };
        const seen = { faces: [face], face, print, milliseconds: 1 };
        return { ok: true, width: 640, height: 480, ...seen };
      },
    },
    people: {
      compare: async (probe) => ({
        claimed: { personId: 'anna', score: dot(probe, headInFrame().template) },
        other: null,
      }),
    },
    claimedIds: ['anna'],
    liveness,
    hasFailedLately: async () => false,
  });
  const { guidance } = await session.onFrame(new Uint8Array(), 'attempt');
  return guidance;
}

t.test('who is too near for the room to be in sight is sent a step back', async (t) => {
  const near = { x: 140, y: 20, width: 360, height: 430 };
  const usual = { x: 220, y: 120, width: 200, height: 240 };
  t.equal(await guidanceFor(near, 'active'), 'step_back');
  t.equal(await guidanceFor(usual, 'active'), 'looking_good');
  t.equal(
    await guidanceFor(near, 'passive'),
    'looking_good',
    'where no dot moves, the room is not needed',
  );
});
