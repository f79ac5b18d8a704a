import sharp from 'sharp';
import t from 'tap';
import { judgePhoto } from '#face';
import { createLogger } from '#server/ops/logging.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { drawnFace } from '../support/drawings.ts';
import * as photos from './photos.ts';

const vision = await createVision(
  { engine: 'onnx', visionWorkers: 1 },
  createLogger('silent'),
  null,
);
t.before(() => vision.start());
t.teardown(() => vision.stop());

async function judge(image: Buffer) {
  return judgePhoto(await vision.analyze(image, { timeoutMs: 120_000, closely: true }));
}

const ada = await photos.portrait('womanA');

t.test('good photos pass, whatever their format and however they are stored', async (t) => {
  const turned = await sharp(ada).rotate(90).jpeg().withMetadata({ orientation: 8 }).toBuffer();
  const large = await sharp(ada).resize(4000, 5000).jpeg({ quality: 80 }).toBuffer();
  const grey = await photos.changed(ada, (photo) => photo.greyscale());
  const good: Record<string, Buffer> = {
    JPEG: ada,
    PNG: await sharp(ada).png().toBuffer(),
    WebP: await sharp(ada).webp().toBuffer(),
    'turned by its EXIF orientation': turned,
    '20 megapixels': large,
    'black and white': grey,
  };
  for (const [what, image] of Object.entries(good)) {
    t.strictSame((await judge(image)).refusals, [], what);
  }
});

t.test('every fault is named with what was measured and what is needed', async (t) => {
  const shade = await sharp({
    create: { width: 320, height: 800, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.97 } },
  })
    .png()
    .toBuffer();
  const faulty: [string, string, Buffer][] = [
    ['no_face', 'Single face present', await photos.wall()],
    ['several_faces', 'Single face present', photos.group()],
    ['too_small', 'Inter-eye distance', await photos.changed(ada, (photo) => photo.resize(140))],
    [
      'cut_off',
      'Crop of the face image',
      await photos.changed(ada, (photo) =>
        photo.extract({ left: 290, top: 0, width: 350, height: 800 }),
      ),
    ],
    ['turned_away', 'Head pose yaw', await photos.sideways()],
    ['too_dark', 'Luminance mean', await photos.changed(ada, (photo) => photo.linear(0.2, 0))],
    [
      'in_shadow',
      'Under-exposure prevention',
      await photos.changed(ada, (photo) => photo.composite([{ input: shade, left: 0, top: 0 }])),
    ],
    [
      'too_bright',
      'Over-exposure prevention',
      await photos.changed(ada, (photo) => photo.linear(2.5, 0)),
    ],
    ['blurred', 'Sharpness', await photos.changed(ada, (photo) => photo.blur(10))],
    ['drawn', 'Share without texture', await drawnFace()],
    ['not_a_face', 'Landmark consistency', await photos.changed(ada, (photo) => photo.flip())],
  ];
  for (const [code, measure, image] of faulty) {
    const { refusals } = await judge(image);
    const found = refusals.find((refusal) => refusal.code === code);
    t.match(
      found,
      { measure, value: Number, threshold: Number },
      `${code}: ${JSON.stringify(refusals.map((r) => r.code))}`,
    );
    if (code === 'no_face') {
      t.match(found?.explanation, /No face was found/, 'which needs no figure');
      continue;
    }
    t.match(found?.explanation, /needed|accepted/, code);
    t.match(found?.explanation, String(found?.value), code);
    t.match(found?.explanation, /Use a/, code);
  }
});

t.test('people in the background do not count', async (t) => {
  const bo = await sharp(await photos.portrait('guest3'))
    .resize(220)
    .toBuffer();
  const small = await photos.changed(ada, (photo) =>
    photo
      .extend({ right: 240, background: '#888' })
      .composite([{ input: bo, left: 650, top: 100 }]),
  );
  const analysis = await vision.analyze(small);
  t.equal(analysis.ok && analysis.faces.length, 2, 'both are seen');
  t.strictSame(judgePhoto(analysis).refusals, []);
});

t.test('what is no picture is refused with the reason', async (t) => {
  const broken: [string, RegExp, Buffer][] = [
    ['unsupported_format', /HEIC.*JPEG, PNG or WebP/, photos.heic()],
    ['undecodable', /damaged/, ada.subarray(0, ada.length / 2)],
    ['undecodable', /not a picture/, Buffer.from('Buy milk.')],
    ['undecodable', /not a picture/, Buffer.alloc(0)],
  ];
  for (const [code, explanation, image] of broken) {
    const { refusals } = await judge(image);
    t.match(refusals, [{ code, measure: null, value: null, threshold: null, explanation }]);
  }
});

t.test('a face of no person is refused; one with another fault is told that one', async (t) => {
  const looked = await vision.analyze(ada, { timeoutMs: 120_000, closely: true });
  const glanced = await vision.analyze(ada, { timeoutMs: 120_000 });
  if (!looked.ok || !glanced.ok) return t.fail('there is a face');
  t.ok(
    (looked.face.quality.landmarkSpread ?? 1) < 0.04,
    'the points of a face stay where they are',
  );
  t.equal(glanced.face.quality.landmarkSpread, null, 'frames of a lobby are not held up by it');

  const { face } = looked;
  const codes = (changes: Partial<typeof face>, quality: Partial<typeof face.quality> = {}) => {
    const changed = { ...face, ...changes, quality: { ...face.quality, ...quality } };
    return judgePhoto({ ...looked, face: changed }).refusals.map(({ code }) => code);
  };
  t.same(codes({}), []);
  t.same(codes({ score: 0.91 }), ['not_a_face']);
  t.same(codes({ score: 0.91 }, { landmarkSpread: null }), [], 'by an engine that cannot tell');
  t.same(codes({}, { landmarkSpread: 0.1 }), ['not_a_face']);
  t.same(codes({}, { landmarkSpread: NaN }), ['not_a_face']);
  t.same(codes({ score: 0.91 }, { landmarkSpread: 0.1, sharpness: 1 }), ['blurred']);
  return undefined;
});
