import path from 'node:path';
import t from 'tap';
import { createCodeReader } from '#server/credentials/codes/code-reader.ts';
import { jpegSize } from '#server/platform/frame-reader.ts';
import { emptyFrames } from '../../lab/trial/sample-photos.ts';
import sharp from 'sharp';
import { codeFrames } from './show-frames.ts';

t.test(
  'a picture is read in a thread of its own, and one that cannot be shows no code',
  async (t) => {
    const reader = createCodeReader();
    t.teardown(() => reader.stop());
    const [frame = Buffer.alloc(0)] = await codeFrames(['HC1:EXAMPLE'], 1);
    t.same(await reader.read(frame), ['HC1:EXAMPLE']);
    const [empty = Buffer.alloc(0)] = await emptyFrames(1);
    t.same(await reader.read(empty), []);
    t.same(await reader.read(Buffer.from('no picture')), []);
    t.same(await reader.read(frame.subarray(0, 4000)), [], 'half a picture');
    const huge = { width: 9000, height: 9000, channels: 3, background: '#fff' } as const;
    t.same(await reader.read(await sharp({ create: huge }).jpeg().toBuffer()), []);
    const all = await Promise.all(Array.from({ length: 30 }, () => reader.read(frame)));
    t.ok(all.some((codes) => codes.length === 1));
    t.same(await reader.read(frame), ['HC1:EXAMPLE'], 'and it goes on after too many at once');
  },
);

t.test('a reader that could not begin is replaced for the next picture', async (t) => {
  const workerpool = import.meta.resolve('workerpool');
  const folder = t.testdir({
    'first-fails.js': `
      import { existsSync, writeFileSync } from 'node:fs';
      import workerpool from ${JSON.stringify(workerpool)};
      const mark = new URL('tried', import.meta.url);
      const warmUp = () => {
        if (existsSync(mark)) return;
        writeFileSync(mark, '');
        process.exit(1);
      };
      workerpool.worker({ warmUp, read: () => ['a code'] });
    `,
    'package.json': '{ "type": "module" }',
  });
  const reader = createCodeReader(path.join(folder, 'first-fails.js'));
  t.teardown(() => reader.stop());
  const [frame = Buffer.alloc(0)] = await emptyFrames(1);
  t.same(await reader.read(frame), []);
  t.same(await reader.read(frame), ['a code']);
});

t.test('how large a JPEG is stands in its head, or nothing is known of it', async (t) => {
  const size = { width: 321, height: 123 };
  const picture = sharp({ create: { ...size, channels: 3, background: '#888' } });
  const kinds = {
    plain: picture.clone().jpeg(),
    progressive: picture.clone().jpeg({ progressive: true }),
    'in shades of grey': picture.clone().greyscale().jpeg(),
    'with a profile and a direction': picture.clone().withMetadata({ orientation: 6 }).jpeg(),
  };
  for (const [what, kind] of Object.entries(kinds)) {
    const jpeg = await kind.toBuffer();
    t.same(jpegSize(jpeg), size, what);
    // A truncated JPEG has the same size or an unknown one.
    for (let length = 0; length < jpeg.length; length++) {
      const cut = jpegSize(jpeg.subarray(0, length));
      if (cut && (cut.width !== size.width || cut.height !== size.height)) t.fail(`${length}`);
    }
  }
  t.equal(jpegSize(await picture.png().toBuffer()), null, 'another format');
  // A decoder skips two bytes of this marker, and would not see the small frame behind it.
  const hidden = Buffer.from('ffd8ff010008000000000000ffc00011080040004003', 'hex');
  t.equal(jpegSize(Buffer.concat([hidden, Buffer.alloc(20)])), null);
  t.equal(jpegSize(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 1, 2, 3, 4, 5, 6])), null);
});
