import { sampleFaces, webcamFrames } from '../../scripts/trial/sample-photos.ts';
import { turnedFrames } from './turned-head.ts';

const swing = [14, 28, 38, 38, 28, 14];

/** Somebody who looks ahead, turns to their left and back, and then to their right and back. */
export async function actedClip(face = sampleFaces.womanA): Promise<Buffer[]> {
  const ahead = await webcamFrames(face, 12);
  const turn = async (side: 1 | -1) => {
    const frames = await Promise.all(
      swing.map((yaw, index) => turnedFrames([ahead[index]!], side * yaw)),
    );
    return frames.flat();
  };
  return [...ahead.slice(0, 10), ...(await turn(1)), ahead[10]!, ...(await turn(-1)), ahead[11]!];
}
