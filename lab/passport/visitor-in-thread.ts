import { on, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createMasterList, createSigner } from '#passport/lab/authority.ts';
import { drawPage, inventView, repeatableRandom } from '#passport/lab/draw-page.ts';
import { issueMeasuredDocument } from '#passport/lab/time-session.ts';
import { VirtualChip } from '#passport/virtual-chip';
import { ReaderAgent } from '../../scripts/document-reader/agent.ts';
import { pairReader } from '../../scripts/pairing.ts';
import { heldSignIn, sendSigned } from '../simulate/held-sign-in.ts';
import { KioskClient } from '../simulate/kiosk-client.ts';
import { DesktopReader } from '../trial/desktop-reader.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../trial/sample-photos.ts';
import type { FromVisitor, Lobby } from './loop-delay.ts';

// Screen, camera, reader and chip compute as much as the service, so they run in their own thread.

const msPerCommand = 30;
const portraitBytes = 18_000;
const dg1File = 0x0101;
const { url, screenCode, hookUrl, secret } = workerData as Lobby;

const say = (message: FromVisitor) => parentPort?.postMessage(message);
const authority = createSigner();
const { image } = issueMeasuredDocument(authority, await portraitOf(portraitBytes));
const screen = new KioskClient({
  url,
  code: screenCode,
  frames: await webcamFrames(sampleFaces.womanB, 12),
});
const page = await pageInTheCamera();
await screen.start();
say({ type: 'screen', list: masterList() });
const [readerCode] = (await once(parentPort!, 'message')) as [string];
const offered = once(screen, 'documentOffered');
const reader = new DesktopReader();
const chip = new VirtualChip(image);
reader.transmit = async (apdu) => {
  const [answer] = await Promise.all([chip.transmit(apdu), sleep(msPerCommand)]);
  return answer;
};
reader.lay(chip);
const { token } = await pairReader(url, readerCode);
const agent = new ReaderAgent(url, token, reader);
agent.start();
await offered;
// Waits until the screen has begun the capture itself.
screen.on('capture', () => setImmediate(() => screen.holdUpDocument(page)));
say({ type: 'ready' });
for await (const [jobId] of on(parentPort!, 'message') as AsyncIterable<[string | null]>) {
  if (jobId === null) break;
  const visitor = { name: 'Anna Maria Eriksson', email: `${jobId}@example.com`, jobId };
  const { status } = await sendSigned(hookUrl, secret, JSON.stringify(heldSignIn(visitor)));
  say({ type: 'answered', status });
}
await agent.stop();
await screen.stop();
parentPort?.close();

/** A master list as long as those that states publish. */
function masterList() {
  const publisher = createSigner({ name: 'Publisher' });
  const lister = createSigner({ extendedUsages: ['2.23.136.1.1.3'] }, publisher);
  const certificates = Array.from({ length: 600 }, () => authority.certificate);
  const content = createMasterList(lister, certificates, [publisher.certificate]);
  return { content, authority: certificateFingerprint(parseCertificate(publisher.certificate)) };
}

/** A JPEG of about this size. Bytes after the picture's end count, too. */
async function portraitOf(bytes: number): Promise<Buffer> {
  const photo = sharp(await cropPhoto(sampleFaces.womanA)).resize({ height: 480 });
  const jpeg = await photo.jpeg({ quality: 75 }).toBuffer();
  return Buffer.concat([jpeg, Buffer.alloc(Math.max(0, bytes - jpeg.length))]);
}

async function pageInTheCamera(): Promise<Buffer[]> {
  const zone = Buffer.from(image.files.get(dg1File) ?? [])
    .toString('latin1')
    .slice(-88);
  const lines = [zone.slice(0, 44), zone.slice(44)];
  return Promise.all(
    ['one', 'two'].map((seed) => {
      const random = repeatableRandom(seed);
      const { width, height, data } = drawPage(lines, inventView(1280, 720, random), random);
      const raw = { width, height, channels: 1 } as const;
      return sharp(data, { raw }).jpeg({ quality: 85 }).toBuffer();
    }),
  );
}
