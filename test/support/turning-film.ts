import { webcamFrames, type sampleFaces } from '../../scripts/trial/sample-photos.ts';
import { film } from './film.ts';
import { turnedFrames } from './turned-head.ts';

/**
 * A clip for a fake camera of someone who looks ahead, to one side and to the other, over and over:
 * who is before it can be enrolled, and signs in. The sides are long, for a busy machine sees few frames
 * of each.
 */
export async function turningFilm(
  face: (typeof sampleFaces)[keyof typeof sampleFaces],
): Promise<Buffer> {
  const ahead = await webcamFrames(face, 6);
  // No dot moves, and nobody asks for other sides.
  const turn = (yaw: number) => turnedFrames(ahead, yaw, 0, { isOnePhoto: true });
  const [left, right] = await Promise.all([turn(25), turn(-28)]);
  const many = (frames: readonly Buffer[], count: number) =>
    Array.from({ length: count }, (_, i) => frames[i % frames.length]!);
  return film([...many(ahead, 25), ...many(left, 45), ...many(ahead, 3), ...many(right, 45)], 2, 2);
}
