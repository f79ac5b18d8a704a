import t from 'tap';
import type { People } from '#server/people/person.ts';
import { dot, FaceSession } from '#face';
import { sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { drawnFrame, grainy, heldByHand } from '../support/drawings.ts';
import { see, startVision } from '../vision/started-vision.ts';

/** People whose only template is this one. */
function peopleWith(template: Float32Array): People {
  const compare = (probe: Float32Array) =>
    Promise.resolve({ claimed: { personId: 'p', score: dot(template, probe) }, other: null });
  return { compare } as unknown as People;
}

t.test('who is held up as a drawing, or seen through grain, is not let in', async (t) => {
  const vision = await startVision(t);
  const look = async (frames: Buffer[], liveness: 'off' | 'passive') => {
    const { face } = await see(vision, frames[0]!);
    const people = peopleWith(face.template);
    const session = new FaceSession({ vision, people, claimedIds: ['p'], liveness });
    const guidance = new Set<string>();
    for (const frame of frames) {
      guidance.add((await session.onFrame(frame, 'attempt')).guidance);
      if (session.conclusion) break;
    }
    const atDeadline = session.reasonAtTimeout();
    return { face, guidance, conclusion: session.conclusion, atDeadline };
  };

  const drawing = await heldByHand(await drawnFrame(), 12);
  const drawn = await look(drawing, 'passive');
  t.ok((drawn.face.liveness ?? 0) > 0.9, 'the liveness model is blind to it');
  t.equal(drawn.conclusion, 'spoof_suspected');
  t.equal((await look(drawing, 'off')).conclusion, 'matched', 'off asks for nothing');

  const clear = await webcamFrames(sampleFaces.guest5, 4);
  t.equal((await look(clear, 'passive')).conclusion, 'matched');

  const dark = await look(await Promise.all(clear.map(grainy)), 'passive');
  t.ok((dark.face.liveness ?? 1) < 0.25, 'grain looks like paper to the liveness model');
  t.equal(dark.conclusion, null);
  t.ok(dark.guidance.has('more_light'));
  t.equal(dark.atDeadline, 'poor_quality', 'and yet nobody is called a picture for it');
});
