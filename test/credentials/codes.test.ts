import path from 'node:path';
import t from 'tap';
import { createCodeReader } from '../../server/credentials/codes/code-reader.ts';
import { jpegSize } from '../../server/platform/frame-reader.ts';
import { decodeBase45 } from '../../server/credentials/dcc/cose.ts';
import { CardParts, readChunk } from '../../server/credentials/shc/numeric.ts';
import { emptyFrames } from '../../scripts/trial/sample-photos.ts';
import sharp from 'sharp';
import { asCodes } from './make-cards.ts';
import { codeFrames } from './show-frames.ts';

t.test('base45 is decoded as RFC 9285 has it', async (t) => {
  t.equal(String(decodeBase45('BB8')), 'AB');
  t.equal(String(decodeBase45('%69 VD92EX0')), 'Hello!!');
  t.equal(String(decodeBase45('UJCLQE7W581')), 'base-45');
  t.equal(String(decodeBase45('QED8WEX0')), 'ietf!');
  t.equal(decodeBase45('FGW')?.toString('hex'), 'ffff');
  t.equal(decodeBase45('GGW'), null, 'more than two bytes hold');
  t.equal(decodeBase45(':::'), null);
  t.equal(decodeBase45('BB8A'), null, 'a length that none has');
  t.equal(decodeBase45('bb8'), null);
});

t.test('the digits of a code are the characters of a card', async (t) => {
  t.match(readChunk('shc:/43'), { part: 1, of: 1, text: 'X' });
  t.match(
    readChunk(
      'shc:/2/3/5676290952432060346029243740446031222959532654603460292540772804336028702864716745222809286133314564376531415906402203064504590856435503414245413640370636654171372412363803043756220467374075323239254334433260573601',
    ),
    { part: 2, of: 3 },
  );
  for (const none of ['shc:/', 'shc:/1', 'shc:/1a', 'shc:/0/2/43', 'shc:/3/2/43', 'shc:/1/99/43']) {
    t.equal(readChunk(none), null, none);
  }
  const text = 'eyJhbGciOiJFUzI1NiJ9.abc-_.XYZ';
  const chunks = asCodes(text, 3).map((code) => readChunk(code));
  t.equal(chunks.map((chunk) => chunk?.text).join(''), text);
});

t.test('parts are put together in any order, and a finished card begins nothing', async (t) => {
  const parts = new CardParts();
  const part = (n: number, text: string, of = 2) => ({ part: n, of, text });
  t.equal(parts.isIncomplete, false);
  t.equal(parts.add(part(2, 'b')), null);
  t.equal(parts.isIncomplete, true);
  t.equal(parts.add(part(2, 'b')), null, 'the same part again');
  t.equal(parts.add(part(1, 'a')), 'ab');
  t.equal(parts.isIncomplete, false);
  t.equal(parts.add(part(1, 'a')), null, 'its last code is still held up');
  t.equal(parts.isIncomplete, false);
  t.equal(parts.add(part(1, 'x')), null, 'another card');
  t.equal(parts.isIncomplete, true);
  t.equal(parts.add(part(2, 'b')), null, 'and the first one again');
  t.equal(parts.add(part(2, 'y')), 'xy');
  t.equal(parts.add(part(1, 'm')), null);
  t.equal(parts.add(part(1, 'n')), null, 'which begins again');
  t.equal(parts.add(part(2, 'o')), 'no');
  t.equal(parts.add(part(1, 'p', 3)), null);
  t.equal(parts.add(part(2, 'q')), null, 'a card of another number of parts is another one');
  t.equal(parts.add(part(1, 'r')), 'rq');
  t.equal(parts.add(part(1, 'whole', 1)), 'whole');
});

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
    // Cut off anywhere it is the same, or unknown.
    for (let length = 0; length < jpeg.length; length++) {
      const cut = jpegSize(jpeg.subarray(0, length));
      if (cut && (cut.width !== size.width || cut.height !== size.height)) t.fail(`${length}`);
    }
  }
  t.equal(jpegSize(await picture.png().toBuffer()), null, 'another format');
  t.equal(jpegSize(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 1, 2, 3, 4, 5, 6])), null);
});
