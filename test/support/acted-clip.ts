import { sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { turnedFrames } from './turned-head.ts';

/** Degrees: far enough for the models to see a head turned to every side, in steps as small as a moving head's. */
const yaws = [-38, -30, -23, -15, -8, 0, 8, 15, 23, 30, 38];
const pitches = [-32, -24, -16, -8, 0, 8, 16, 24, 32];

/** A person who looks ahead, and then to every side: the poses of a head that follows a dot. */
export async function actedClip(face = sampleFaces.womanA): Promise<Buffer[]> {
  const ahead = await webcamFrames(face, 10);
  const expressive = ahead.map((frame, at) =>
    turnedFrames([frame], 0, 0, { expression: Math.sin(at) }),
  );
  const frames: Buffer[] = (await Promise.all(expressive)).flat();
  for (const pitch of pitches) {
    for (const yaw of yaws) {
      // The models recognise no head beyond this angle.
      if (Math.hypot(yaw / 38, pitch / 32) > 1.1) continue;
      frames.push(...(await turnedFrames([ahead[frames.length % 10]!], yaw, pitch)));
    }
  }
  return frames;
}
