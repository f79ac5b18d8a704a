import { pino } from 'pino';
import sharp from 'sharp';
import t from 'tap';
import { attackersWith } from '../../lab/attacks/attackers.ts';
import { playBeforeService } from '../../lab/attacks/before-the-service.ts';
import type { MorphPhoto } from '../../lab/attacks/morph.ts';
import { hold } from '../../lab/attacks/sheet.ts';
import { decodePicture } from '../../lab/attacks/sheet-camera.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { dotAt } from '#face';
import { seededRandom } from '#base/random';
import type { DotPath } from '#server/protocol/messages.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { see, startVision } from '../vision/started-vision.ts';

const { womanA, womanB } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** A portrait with a sharp background of its own that fills a lobby camera's frame. */
async function widePhoto(face: Parameters<typeof cropPhoto>[0]): Promise<Buffer> {
  const portrait = sharp(await cropPhoto(face));
  return portrait.extend({ left: 320, right: 320, extendWith: 'mirror' }).jpeg().toBuffer();
}

t.test('a photo that fills the frame and turns as a head is asked to follow the dot', async (t) => {
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
  // Most of these photos are let in: see lab/measurements/liveness.md.
  t.match(played, { wasAsked: true, conclusion: /^(matched|held)$/ });
});

t.test('a photo that is rolled as the dot moves has no depth, and is held', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }), {
    VESTIBULE_LIVENESS: 'active',
    VESTIBULE_DEADLINE_SECONDS: '22',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const [photo] = await webcamFrames(womanB, 1);
  let path: DotPath | undefined;
  let since = 0;
  const kiosk = await trial.openKiosk({
    frames: (async function* () {
      for (let frame = 0; ; frame += 1) {
        const { x, y } = path ? dotAt(path, performance.now() - since - 300) : { x: 0, y: 0 };
        const [right, down] = [0.08 * Math.sin(frame / 2), 0.04 * Math.cos(frame / 3)];
        // Starts flat, because the liveness model takes a flat photo for a person.
        yield await hold(
          photo!,
          path
            ? { bend: 0.17, yaw: 32 * x, pitch: 36 * y, right: 0.3 * right, down: 0.3 * down }
            : { right, down },
        );
      }
    })(),
  });
  kiosk.on('guidance', (_guidance, _progress, shown) => {
    if (!shown || JSON.stringify(shown) === JSON.stringify(path)) return;
    [path, since] = [shown, performance.now()];
  });
  const { status, body } = await trial.signIn({ ...anna, jobId: 'tube' });
  t.equal(status, 412);
  // A busy machine sees few frames and may take them for a film.
  t.match(body, /movement not seen|spoof suspected/);
  t.ok(path, 'it matched, and was asked');
  const row = await findSignIn(trial.service.db, 'tube');
  t.equal(row?.challengeFailed, true, 'which counts as a try');
});
