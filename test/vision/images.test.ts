import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import t from 'tap';
import { cropPhoto, sampleFaces, samplePhotos } from '../../lab/trial/sample-photos.ts';
import { cosine, see, startVision } from './started-vision.ts';

const vision = await startVision(t);
const portrait = await cropPhoto(sampleFaces.guest1);
const reference = await see(vision, portrait);

t.test('each EXIF orientation is seen upright, with coordinates to match', async (t) => {
  // The stored pixels are the inverse of the rotation that EXIF tells a viewer to apply.
  const stored = {
    2: sharp(portrait).flop(),
    3: sharp(portrait).rotate(180),
    4: sharp(portrait).flip(),
    6: sharp(portrait).rotate(270),
    8: sharp(portrait).rotate(90),
  };
  for (const [orientation, pipeline] of Object.entries(stored)) {
    const pixels = await pipeline.png().toBuffer();
    const image = await sharp(pixels)
      .withMetadata({ orientation: Number(orientation) })
      .jpeg({ quality: 92 })
      .toBuffer();
    const { width, height, face } = await see(vision, image);
    t.strictSame([width, height], [640, 800], `orientation ${orientation}`);
    t.ok(Math.abs(face.box.x - reference.face.box.x) < 12);
    t.ok(Math.abs(face.box.y - reference.face.box.y) < 12);
    t.ok(cosine(face.template, reference.face.template) > 0.95);
  }
});

t.test('PNG with transparency, WebP and a grey JPEG are read like JPEG', async (t) => {
  const images = {
    png: await sharp(portrait).ensureAlpha().png().toBuffer(),
    'png of 16 bits': await sharp(portrait).toColourspace('rgb16').png().toBuffer(),
    webp: await sharp(portrait).webp({ quality: 90 }).toBuffer(),
    grey: await sharp(portrait).greyscale().jpeg({ quality: 92 }).toBuffer(),
  };
  for (const [name, image] of Object.entries(images)) {
    const { face } = await see(vision, image);
    t.ok(cosine(face.template, reference.face.template) > (name === 'grey' ? 0.7 : 0.97), name);
  }
});

t.test('a file of 20 megapixels is read, and its coordinates are its own', async (t) => {
  const large = await sharp(samplePhotos[5]).resize({ width: 5000 }).jpeg().toBuffer();
  const small = await see(vision, await readFile(samplePhotos[5]!));
  const { width, height, face, faces } = await see(vision, large);
  t.ok(width * height > 19e6);
  t.equal(faces.length, 4);
  const scale = width / small.width;
  t.ok(Math.abs(face.box.x / scale - small.face.box.x) < 25);
  t.ok(Math.abs(face.quality.interEyeDistance / scale - small.face.quality.interEyeDistance) < 8);
  t.ok(cosine(face.template, small.face.template) > 0.9);
});

t.test('a small face in a large photo is looked at again in the photo’s own pixels', async (t) => {
  const part = await sharp(portrait).resize({ width: 320 }).toBuffer();
  const wall = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#777' } });
  const photo = await wall
    .composite([{ input: part, left: 2000, top: 1200 }])
    .jpeg({ quality: 92 })
    .toBuffer();
  const turned = await sharp(await sharp(photo).rotate(270).png().toBuffer())
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 92 })
    .toBuffer();
  for (const image of [photo, turned]) {
    const { face } = await see(vision, image);
    const [leftEye] = face.landmarks5;
    const expected = reference.face.landmarks5[0]!;
    t.ok(Math.abs(leftEye!.x - (2000 + expected.x / 2)) < 8);
    t.ok(Math.abs(leftEye!.y - (1200 + expected.y / 2)) < 8);
    t.ok(cosine(face.template, reference.face.template) > 0.9);
  }
});

t.test(
  'what cannot be read is refused with the reason, and the next picture is seen',
  async (t) => {
    const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), portrait]);
    const gif = await sharp(portrait).resize(64).gif().toBuffer();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const huge = await sharp({
      create: { width: 9000, height: 6000, channels: 3, background: '#000' },
    })
      .png()
      .toBuffer();
    const refusals: [string, Uint8Array, string, RegExp][] = [
      ['nothing', Buffer.alloc(0), 'undecodable', /not a picture/],
      ['text', Buffer.from('Hello'), 'undecodable', /not a picture/],
      ['a cut off JPEG', portrait.subarray(0, portrait.length / 2), 'undecodable', /damaged/],
      ['only the head of a JPEG', portrait.subarray(0, 20), 'undecodable', /damaged/],
      ['garbage after a PNG head', garbagePng(), 'undecodable', /damaged/],
      ['HEIC', heic, 'unsupported_format', /HEIC.*JPEG, PNG or WebP/],
      ['GIF', gif, 'unsupported_format', /GIF/],
      ['SVG', svg, 'unsupported_format', /SVG/],
      ['54 megapixels', huge, 'too_many_pixels', /54 megapixels.*50/],
    ];
    for (const [name, image, failure, explanation] of refusals) {
      t.match(await vision.analyze(image), { ok: false, failure, explanation }, name);
    }
    t.ok((await see(vision, portrait)).ok);
  },
);

function garbagePng(): Buffer {
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500, 7)]);
}
