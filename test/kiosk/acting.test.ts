import t from 'tap';
import { ActingClip, Actor, type Held } from '../../scripts/simulate/acting.ts';
import { ActingVisitor } from '../../scripts/simulate/acting-visitor.ts';
import { emptyFrames } from '../../scripts/trial/sample-photos.ts';
import { actedClip } from '../support/acted-clip.ts';
import { startVision } from '../vision/started-vision.ts';

function held(pose: Partial<Held> = {}): Held {
  return { yaw: 0, pitch: 0, eyesOpen: 1, ...pose };
}

t.test('a clip is taken apart by how the head is held', async (t) => {
  const yaws = [0, 0, 12, 21, 12, 0, 0];
  const clip = new ActingClip([
    ...yaws.map((yaw) => held({ yaw })),
    null,
    held({ eyesOpen: 0.1 }),
    held(),
  ]);
  t.same(clip.waiting, [0, 1, 5, 6, 9]);
  t.same(clip.passage('turn_left'), [1, 2, 3, 4, 5], 'from the front and back');
  t.same(clip.passage('turn_right'), []);
  t.same(clip.passage('look_up'), []);
  t.same(clip.passage('blink'), [8, 8, 8]);
});

t.test('an actor waits, reacts after a while, and comes back', async (t) => {
  const clip = new ActingClip([
    held(),
    held(),
    ...[12, 22, 12].map((yaw) => held({ yaw })),
    held(),
  ]);
  const actor = new Actor(clip, () => 300);
  const shown = [0, 100, 200, 300, 400, 500, 600, 700, 800].map((at) =>
    actor.show(at < 100 ? 'face_camera' : 'turn_left', at),
  );
  t.same(shown, [0, 1, 5, 0, 1, 2, 3, 4, 5]);
  t.equal(actor.show('turn_right', 2000), 1, 'what the clip does not show is not done');
});

t.test('a visitor in a clip does what the screen says, or not', async (t) => {
  const vision = await startVision(t);
  const frames = await actedClip();
  const furthest = async (badly: boolean) => {
    const visitor = await ActingVisitor.of(frames, vision, badly);
    t.ok(visitor.frontal.length >= 8);
    const { camera } = visitor;
    t.ok(Symbol.asyncIterator in camera);
    let yaw = 0;
    const until = performance.now() + 120_000;
    for await (const frame of camera as AsyncIterable<Uint8Array>) {
      visitor.hear('turn_left');
      const analysis = await vision.analyze(frame, { timeoutMs: 120_000 });
      if (analysis.ok && Math.abs(analysis.face.quality.headPose.yaw) > Math.abs(yaw)) {
        yaw = analysis.face.quality.headPose.yaw;
      }
      if (Math.abs(yaw) > 14 || performance.now() > until) break;
    }
    return yaw;
  };
  t.ok((await furthest(false)) > 14, 'to their left');
  t.ok((await furthest(true)) < -14, 'to their right instead');
  await t.rejects(ActingVisitor.of(await emptyFrames(2), vision), { message: /Nobody looks/ });
});
