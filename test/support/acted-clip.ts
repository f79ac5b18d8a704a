import { sampleFaces, webcamFrames } from '../../scripts/trial/sample-photos.ts';
import { turnedFrames } from './turned-head.ts';

/** As far as the models need it to see a head that turns to every side, and as close as a head that glides. */
const yaws = [-38, -30, -23, -15, -8, 0, 8, 15, 23, 30, 38];
const pitches = [-32, -24, -16, -8, 0, 8, 16, 24, 32];

/** Someone who looks ahead, and then to every side: the poses of a head that follows a dot. */
export async function actedClip(face = sampleFaces.womanA): Promise<Buffer[]> {
  const ahead = await webcamFrames(face, 10);
  const frames: Buffer[] = [...ahead];
  for (const pitch of pitches) {
    for (const yaw of yaws) {
      // Further out is no head any more that the models know.
      if (Math.hypot(yaw / 38, pitch / 32) > 1.1) continue;
      frames.push(...(await turnedFrames([ahead[frames.length % 10]!], yaw, pitch)));
    }
  }
  return frames;
}
