import sharp from 'sharp';
import t from 'tap';
import { attackersWith } from '../../lab/attacks/attackers.ts';
import { playBeforeService } from '../../lab/attacks/before-the-service.ts';
import type { MorphPhoto } from '../../lab/attacks/morph.ts';
import { decodePicture } from '../../lab/attacks/sheet-camera.ts';
import { seededRandom } from '../../scripts/measure/statistics.ts';
import { cropPhoto, sampleFaces } from '../../scripts/trial/sample-photos.ts';
import { see, startVision } from '../vision/started-vision.ts';

const { womanA, womanB } = sampleFaces;

/** A portrait with enough of its own background, in focus, to fill a lobby camera's frame. */
async function widePhoto(face: Parameters<typeof cropPhoto>[0]): Promise<Buffer> {
  const portrait = sharp(await cropPhoto(face));
  return portrait.extend({ left: 320, right: 320, extendWith: 'mirror' }).jpeg().toBuffer();
}

t.test('a photo that fills the frame and turns as a head is held', async (t) => {
  const vision = await startVision(t);
  const photos: MorphPhoto[] = [];
  for (const jpeg of [await widePhoto(womanB), await cropPhoto(womanA)]) {
    const { face } = await see(vision, jpeg);
    const picture = await decodePicture(jpeg);
    photos.push({ picture, face, landmarks: face.landmarks68, yaw: 0, pitch: 0 });
  }
  const [shown, enrolled] = photos as [MorphPhoto, MorphPhoto];
  const shaking = seededRandom(1);
  const victim = { name: 'Anna', enrolled, template: enrolled.face.template, photos: [shown] };
  const attacker = attackersWith(victim, shaking)['1 mesh']!;
  const how = { photo: enrolled, liveness: 'active', reactionMs: 300, shaking } as const;
  const played = await playBeforeService(attacker, how);
  t.match(played, { wasAsked: true, conclusion: 'held' });
});
