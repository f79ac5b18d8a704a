import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import t from 'tap';
import type { Box } from '#face';
import {
  cropPhoto,
  darkFrames,
  emptyFrames,
  sampleFaces,
  samplePhotos,
  twoPeopleFrames,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { cosine, see, startVision } from './started-vision.ts';

const vision = await startVision(t);
const threshold = vision.model.threshold;

async function portraits() {
  const faces = Object.entries(sampleFaces);
  return Promise.all(
    faces.map(async ([name, face]) => ({
      name,
      template: (await see(vision, await cropPhoto(face))).face.template,
    })),
  );
}

t.test(
  'every face of the group photos is found, at their size and at a width of 960',
  async (t) => {
    const expected = [3, 3, 3, 4, 5, 4];
    for (const width of [1920, 960]) {
      const found: number[] = [];
      for (const photo of samplePhotos) {
        const image = await sharp(photo).resize({ width }).jpeg({ quality: 90 }).toBuffer();
        found.push((await see(vision, image)).faces.length);
      }
      t.strictSame(found, expected, `${width} wide`);
    }
  },
);

t.test('faces come largest first, and the first one is looked at closely', async (t) => {
  const { faces, face, width, height } = await see(vision, await readFile(samplePhotos[4]!));
  const areas = faces.map(({ box }) => box.width * box.height);
  t.strictSame(
    areas,
    areas.toSorted((one, other) => other - one),
  );
  t.strictSame(face.box, faces[0]?.box);
  t.strictSame([width, height], [1920, 1398]);
  t.equal(face.landmarks68.length, 68);
  t.equal(face.landmarks5.length, 5);
  const [left, right, nose] = face.landmarks5;
  t.ok(left!.x < right!.x, 'left and right as seen in the image');
  t.ok([left!, right!, nose!].every((point) => contains(face.box, point)));
});

t.test('the same woman in two photos matches; nobody else does', async (t) => {
  const people = await portraits();
  for (const [index, one] of people.entries()) {
    for (const other of people.slice(index + 1)) {
      const score = cosine(one.template, other.template);
      const same = one.name === 'womanA' && other.name === 'womanB';
      if (same) t.ok(score >= threshold, 'the same woman');
      else t.ok(score < threshold - 0.1, `${one.name} is not ${other.name}`);
    }
  }
});

t.test('a template is of the model, and of unit length', async (t) => {
  const { face } = await see(vision, await cropPhoto(sampleFaces.guest1));
  t.type(face.template, Float32Array);
  t.equal(face.template.length, vision.model.dimension);
  t.ok(Math.abs(cosine(face.template, face.template) - 1) < 1e-5);
});

t.test(
  'a visitor before the camera is one live, upright, frontal face with open eyes',
  async (t) => {
    for (const face of [sampleFaces.womanA, sampleFaces.guest1]) {
      const [frame] = await webcamFrames(face, 1);
      const seen = await see(vision, frame!);
      const { quality, liveness } = seen.face;
      t.equal(seen.faces.length, 1);
      t.ok(liveness! >= vision.model.livenessThreshold!);
      t.ok(Math.abs(quality.headPose.roll) < 5);
      t.ok(Math.abs(quality.headPose.yaw) < 12);
      t.ok(quality.eyesOpen > 0.5);
      t.ok(quality.interEyeDistance > 60 && quality.interEyeDistance < 110);
      t.ok(quality.brightness > 80 && quality.underExposure < 0.2 && quality.overExposure < 0.2);
    }
  },
);

t.test('yaw and roll have the sign of the direction, and a mirror image turns both', async (t) => {
  const photo = sharp(samplePhotos[1]).extract({
    left: 100,
    top: 0,
    width: 700,
    height: 620,
  });
  const profile = await photo.jpeg().toBuffer();
  t.ok((await see(vision, profile)).face.quality.headPose.yaw < -40, 'the nose points to the left');
  const mirrored = await sharp(profile).flop().jpeg().toBuffer();
  t.ok((await see(vision, mirrored)).face.quality.headPose.yaw > 40, 'mirrored, to the right');

  const upright = await cropPhoto(sampleFaces.guest1);
  const clockwise = await sharp(upright).rotate(20, { background: '#888' }).jpeg().toBuffer();
  t.ok((await see(vision, clockwise)).face.quality.headPose.roll > 12);
});

t.test('closed eyes count as closed', async (t) => {
  const lookingDown = await sharp(samplePhotos[1])
    .extract({ left: 1300, top: 20, width: 500, height: 500 })
    .jpeg()
    .toBuffer();
  t.ok((await see(vision, lookingDown)).face.quality.eyesOpen < 0.3);
});

t.test('blur and darkness show in the measures, and darkness is not "no face"', async (t) => {
  const [frame] = await webcamFrames(sampleFaces.guest1, 1);
  const sharpness = (await see(vision, frame!)).face.quality.sharpness;
  const blurred = await sharp(frame).blur(5).jpeg().toBuffer();
  t.ok((await see(vision, blurred)).face.quality.sharpness < sharpness / 5);

  const [dark] = await darkFrames(sampleFaces.guest1, 1);
  const { brightness, underExposure } = (await see(vision, dark!)).face.quality;
  t.ok(brightness < 30);
  t.ok(underExposure > 0.8);
});

t.test('two people are two faces; an empty lobby is none', async (t) => {
  const [two] = await twoPeopleFrames(sampleFaces.guest1, sampleFaces.guest2, 1);
  t.equal((await see(vision, two!)).faces.length, 2);
  const [empty] = await emptyFrames(1);
  t.match(await vision.analyze(empty!), { ok: false, failure: 'no_face' });
});

function contains(box: Box, { x, y }: { x: number; y: number }): boolean {
  return x > box.x && y > box.y && x < box.x + box.width && y < box.y + box.height;
}
