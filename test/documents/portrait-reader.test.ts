import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import t from 'tap';
import { readImage } from '#passport';
import { smallJpeg2000 } from '#passport/lab/small-jpeg2000.ts';
import { createPortraitReader } from '#server/documents/portrait-reader.ts';

const skip = process.platform === 'linux' ? false : 'only Linux has it';

/** A picture of 64,512 tiles in some 400 bytes. Without a limit its decoder takes 1.6 GB. */
function manyTiles(): Buffer {
  const bytes = Buffer.from(smallJpeg2000);
  bytes.writeUInt32BE(4096, 8);
  bytes.writeUInt32BE(1008, 12);
  for (const at of [24, 28]) bytes.writeUInt32BE(8, at);
  return bytes;
}

t.test('a portrait is decoded beside the service, and a home-made one is refused', async (t) => {
  const portraits = createPortraitReader();
  t.teardown(() => portraits.stop());
  const good = readImage(smallJpeg2000);
  const { width, height, format } = await sharp((await portraits.read(good))!).metadata();
  t.match({ width, height, format }, { width: 64, height: 64, format: 'png' });
  t.equal(await portraits.read({ ...good, bytes: manyTiles() }), null);
  const cut = smallJpeg2000.subarray(0, 120);
  t.equal(await portraits.read({ ...good, bytes: cut }), null, 'damaged');
  t.ok(await portraits.read(good), 'the next one is read');
});

t.test('a decoder that wants more memory than there is fails within its limit', async (t) => {
  const { pathname: folder } = new URL('../../', import.meta.url);
  const script = `
    import { limitWasmMemory } from '${folder}server/documents/wasm-memory.js';
    import { decodeJpeg2000 } from '${folder}packages/passport/index.js';
    limitWasmMemory(128 * 1024 * 1024);
    const bytes = Buffer.from(process.argv[1], 'base64');
    const portrait = { format: 'jpeg2000', bytes, width: 4096, height: 1008 };
    const end = await decodeJpeg2000(portrait).then(() => 'read', ({ code }) => code);
    console.log(JSON.stringify({ end, kilobytes: process.resourceUsage().maxRSS }));`;
  const args = ['--input-type=module', '-e', script, manyTiles().toString('base64')];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  t.equal(stderr, '');
  const { end, kilobytes } = JSON.parse(stdout) as { end: string; kilobytes: number };
  t.equal(end, 'unreadable');
  t.ok(kilobytes < 400_000, `${kilobytes} kB`);
});

t.test('the kernel ends it before the service', { skip }, async (t) => {
  const script = `
    import { giveWay } from '${new URL('../../server/documents/give-way.js', import.meta.url).pathname}';
    giveWay();
    process.stdout.write((await import('node:fs')).readFileSync('/proc/self/oom_score_adj', 'utf8'));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  const own = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
  t.ok(Number(stdout) > own || own >= 800);
});
