import sharp from 'sharp';
import t from 'tap';
import { readMrz } from '#passport';
import { inventLines, repeatableRandom } from '#passport/lab/draw-page.ts';
import { createZoneReader } from '#server/documents/zone-reader.ts';
import { pageFrame } from './page-frames.ts';

// Tests the process that reads in the lobby. `npm run lab -- mrz` measures its success rate with another font.

const small = { width: 640, height: 480 };
const nothing = { key: null, outline: null };

t.test('the key is read from a page that is held up to the camera', async (t) => {
  const reader = createZoneReader();
  t.teardown(() => reader.stop());

  for (const [columns, width, height] of [
    [44, 1280, 720],
    [36, 640, 480],
    [30, 640, 480],
  ] as const) {
    const what = `${columns} columns in ${width} × ${height}`;
    const lines = inventLines(columns, repeatableRandom(what));
    const { key, outline } = await reader.read(await pageFrame(lines, what, { width, height }));
    const { documentNumber, birthDate, expiryDate } = readMrz(lines.join(''));
    t.same(key, { kind: 'mrz', documentNumber, birthDate, expiryDate }, what);
    t.ok(
      outline?.every(({ y }) => y > 0.4 && y <= 1),
      'the lines are at the foot of the page',
    );
  }

  t.test('a line with a wrong check digit opens nothing', async (t) => {
    const [upper = '', lower = ''] = inventLines(44, repeatableRandom('wrong'));
    const digit = (Number(lower[19]) + 1) % 10;
    const wrong = `${lower.slice(0, 19)}${digit}${lower.slice(20)}`;
    const { key, outline } = await reader.read(await pageFrame([upper, wrong], 'wrong', small));
    t.equal(key, null);
    t.ok(outline, 'and the page shows where it looks');
  });

  t.test('in anything else there is nothing', async (t) => {
    const grey = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#888' } });
    t.same(await reader.read(await grey(640, 480).jpeg().toBuffer()), nothing);
    t.same(await reader.read(await grey(1300, 1300).jpeg().toBuffer()), nothing, 'too large');
    t.same(await reader.read(await grey(640, 480).png().toBuffer()), nothing, 'another format');
    const page = await pageFrame(inventLines(44, repeatableRandom('cut')), 'cut', small);
    t.same(await reader.read(page.subarray(0, page.length / 2)), nothing, 'cut off');
    const tall = await grey(8, 1200).jpeg().toBuffer();
    t.same(await reader.read(tall), nothing, 'less than a column');
    const noise = Buffer.from(Uint8Array.from({ length: 1280 * 720 }, (_, i) => (i * 7919) % 251));
    const speckled = await sharp(noise, { raw: { width: 1280, height: 720, channels: 1 } })
      .jpeg()
      .toBuffer();
    t.equal((await reader.read(speckled)).key, null, 'speckles');
  });
});
