import t from 'tap';
import { ActingVisitor } from '../../lab/simulate/acting-visitor.ts';
import type { DotPath } from '#server/protocol/messages.ts';
import { emptyFrames, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { actedClip } from '../support/acted-clip.ts';
import { startVision } from '../vision/started-vision.ts';

t.test('a visitor in a clip follows the dot, or goes the other way', async (t) => {
  const vision = await startVision(t);
  const frames = await actedClip();
  const path: DotPath = [
    { x: 0, y: 0, at: 0 },
    { x: 1, y: 0, at: 50 },
    { x: 1, y: 0, at: 600_000 },
  ];
  const yawOf = async (frame: Uint8Array) => {
    const analysis = await vision.analyze(frame, { timeoutMs: 120_000 });
    return analysis.ok ? analysis.face.quality.headPose.yaw : null;
  };
  /** The largest turn of the head, in degrees from the pose while the visitor waits. */
  const furthest = async (badly: boolean) => {
    const visitor = await ActingVisitor.of(frames, vision, badly);
    t.ok(visitor.frontal.length >= 8);
    const ahead = (await yawOf(visitor.frontal[0]!)) ?? 0;
    let most = 0;
    let count = 0;
    for await (const frame of visitor.camera as AsyncIterable<Uint8Array>) {
      visitor.see(path);
      const yaw = ((await yawOf(frame)) ?? ahead) - ahead;
      if (Math.abs(yaw) > Math.abs(most)) most = yaw;
      count += 1;
      if (Math.abs(most) > 10 || count > 200) break;
    }
    return most;
  };
  t.ok((await furthest(false)) > 10, 'to their left');
  t.ok((await furthest(true)) < -10, 'to their right instead');
  await t.rejects(ActingVisitor.of(await emptyFrames(2), vision), { message: /Nobody looks/ });
  const still = await webcamFrames(sampleFaces.womanA, 3);
  await t.rejects(ActingVisitor.of(still, vision), { message: /cannot follow the dot/ });
});
