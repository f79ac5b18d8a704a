import sharp from 'sharp';
import t from 'tap';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { BadMessageError, readFrame, readKioskMessage } from '#server/kiosk/kiosk-limits.ts';
import { maxFrameBytes } from '#server/protocol/frames.ts';
import { analysisFailures } from '#face';
import { startVision } from '../vision/started-vision.ts';
import { ofManyScans, ofSize } from './jpeg-bombs.ts';
import { mutated, scrambled } from './mutations.ts';
import fc from '../support/fast-check.ts';
import { runsOf } from '../support/release.ts';

const captureId = 'a'.repeat(32);
const messages = [
  { type: 'ready', protocol: 1, camera: 'ready' },
  { type: 'camera_changed', camera: 'missing' },
  { type: 'capture_started', captureId },
  { type: 'capture_declined', captureId },
  { type: 'capture_failed', captureId, camera: 'missing' },
];

t.test('a message of a kiosk is one of the protocol, or refused', async (t) => {
  const changed = messages.flatMap((message) => [
    mutated(message).map((value) => Buffer.from(JSON.stringify(value))),
    scrambled(Buffer.from(JSON.stringify(message))),
  ]);
  fc.assert(
    fc.property(fc.oneof(...changed), (data) => {
      try {
        return typeof readKioskMessage(data).type === 'string';
      } catch (error) {
        return error instanceof BadMessageError;
      }
    }),
    { numRuns: runsOf(3000) },
  );
  t.pass('held throughout');
});

t.test('a frame of a kiosk has a header and begins as a JPEG, or is refused', async (t) => {
  const start = Buffer.concat([Buffer.alloc(40, 1), Buffer.from([0xff, 0xd8, 0xff])]);
  fc.assert(
    fc.property(
      fc.oneof(
        scrambled(start),
        fc.uint8Array().map((raw) => Buffer.from(raw)),
      ),
      (data) => {
        try {
          return readFrame(data).jpeg[0] === 0xff;
        } catch (error) {
          return error instanceof BadMessageError;
        }
      },
    ),
    { numRuns: runsOf(2000) },
  );
  t.pass('held throughout');
});

t.test('the models look at any picture, or say in a word why not', async (t) => {
  const vision = await startVision(t);
  const photo = await cropPhoto(sampleFaces.womanA);
  const small = await sharp(photo).resize(160).jpeg().toBuffer();
  const bytes = fc.oneof(
    { weight: 6, arbitrary: scrambled(small) },
    { weight: 2, arbitrary: fc.nat(small.length).map((at) => small.subarray(0, at)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((raw) => Buffer.from(raw)) },
  );
  let isWhole = true;
  await fc.assert(
    fc.asyncProperty(bytes, async (picture) => {
      const seen = await vision.analyze(picture, { timeoutMs: 120_000 });
      if (seen.ok) return seen.face.template.every(Number.isFinite);
      // A damaged picture must not end the worker.
      isWhole &&= seen.failure !== 'worker_failed' && seen.failure !== 'worker_timed_out';
      return analysisFailures.includes(seen.failure);
    }),
    { numRuns: runsOf(250) },
  );
  t.ok(isWhole, 'no worker died of it');
});

t.test('pictures that are meant to harm cost nothing but themselves', async (t) => {
  const vision = await startVision(t);
  const photo = await cropPhoto(sampleFaces.womanA);
  const flat = { width: 15_000, height: 15_000, channels: 3 as const, background: '#888' };
  const harmful: Record<string, Buffer> = {
    'a decompression bomb': await sharp({ create: flat }).png({ compressionLevel: 9 }).toBuffer(),
    // As JPEG, because the service accepts no other format from a lobby screen.
    'a JPEG that says it is huge': await ofSize(65_500, 65_500),
    'one that is as large as may be, of next to nothing': await ofSize(7000, 7000),
    'the same, to be unpacked bit by bit': await ofSize(7000, 7000, true),
    'one of scans without end': await ofManyScans(7000, maxFrameBytes),
    'a small one of scans without end': await ofManyScans(640, maxFrameBytes),
    'a picture of one line': await sharp(photo).resize(4000, 1, { fit: 'fill' }).jpeg().toBuffer(),
    'a page that is also a picture': Buffer.concat([
      photo,
      Buffer.from('<script>alert(1)</script>'),
    ]),
    'an SVG that reads a file': Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    ),
    'a moving picture': await sharp(photo).resize(64).gif().toBuffer(),
    'one channel': await sharp(photo).greyscale().png().toBuffer(),
    'four channels': await sharp(photo).ensureAlpha(0.5).png().toBuffer(),
    'sixteen bits': await sharp(photo).toColourspace('rgb16').png().toBuffer(),
    'nothing at all': Buffer.alloc(0),
  };
  for (const [what, picture] of Object.entries(harmful)) {
    const seen = await vision.analyze(picture, { timeoutMs: 120_000 });
    const outcome = seen.ok ? 'looked at' : seen.failure;
    t.not(outcome, 'worker_failed', what);
    t.not(outcome, 'worker_timed_out', what);
  }
  t.match(await vision.analyze(photo, { timeoutMs: 120_000 }), { ok: true }, 'and it goes on');
});
