import { webcamFrames, type sampleFaces } from '../../lab/trial/sample-photos.ts';
import { film } from './film.ts';
import { turnedFrames } from './turned-head.ts';

/**
 * A clip for a fake camera of a person who looks ahead, to one side and to the other, again and again. With it, a
 * visitor can enrol and sign in. The sides are long, because a busy machine sees few frames of each.
 */
export async function turningFilm(
  face: (typeof sampleFaces)[keyof typeof sampleFaces],
): Promise<Buffer> {
  const ahead = await webcamFrames(face, 6);
  // Without a moving dot, one photo is enough for the other sides.
  const turn = (yaw: number) => turnedFrames(ahead, yaw, 0, { isOnePhoto: true });
  const [left, right] = await Promise.all([turn(25), turn(-28)]);
  const many = (frames: readonly Buffer[], count: number) =>
    Array.from({ length: count }, (_, i) => frames[i % frames.length]!);
  return film([...many(ahead, 25), ...many(left, 45), ...many(ahead, 3), ...many(right, 45)], 2, 2);
}
