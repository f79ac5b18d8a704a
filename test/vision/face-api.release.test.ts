import { readFile } from 'node:fs/promises';
import t from 'tap';
import {
  cropPhoto,
  sampleFaces,
  samplePhotos,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { cosine, see, startVision } from './started-vision.ts';

const vision = await startVision(t, 'face-api');

t.test('face-api finds the faces of a group photo', async (t) => {
  t.equal((await see(vision, await readFile(samplePhotos[0]!))).faces.length, 3);
});

t.test(
  'face-api tells the same woman from another, and measures what it has models for',
  async (t) => {
    const enrolled = await see(vision, await cropPhoto(sampleFaces.womanB));
    const [same] = await webcamFrames(sampleFaces.womanA, 1);
    const [other] = await webcamFrames(sampleFaces.guest1, 1);
    const seen = await see(vision, same!);
    const stranger = await see(vision, other!);
    const score = cosine(enrolled.face.template, seen.face.template);
    t.ok(score > cosine(enrolled.face.template, stranger.face.template));
    t.ok(cosine(enrolled.face.template, stranger.face.template) < vision.model.threshold);
    t.equal(seen.face.template.length, vision.model.dimension);
    t.equal(seen.face.liveness, null);
    t.equal(vision.model.livenessThreshold, null);
    t.ok(Math.abs(seen.face.quality.headPose.yaw) < 15);
    t.ok(seen.face.quality.eyesOpen > 0.5);
  },
);

t.test('face-api answers for a damaged picture', async (t) => {
  t.match(await vision.analyze(Buffer.from('Hello')), { ok: false, failure: 'undecodable' });
});
