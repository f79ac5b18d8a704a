import { seededRandom } from '../../packages/repeatable-random/index.ts';
import { type LearnedRoom, learnRoom, type Vision } from '../../packages/face/index.ts';
import { emptyRoom, photograph } from './sheet-camera.ts';

const framesToLearn = 8;

/** Learns the room behind every attack as the desk does. @throws when the room has too few features */
export async function learnedRoom(vision: Vision): Promise<LearnedRoom> {
  const random = seededRandom(3);
  const frames = Array.from({ length: framesToLearn }, async () => {
    const jpeg = await photograph([emptyRoom], { exposure: 1, random });
    return (await vision.analyze(jpeg)).room;
  });
  const prints = (await Promise.all(frames)).filter((print) => print !== undefined);
  const { room, failure } = learnRoom(prints);
  if (!room) throw new Error(`The drawn room cannot be learned: ${failure}.`);
  return room;
}
