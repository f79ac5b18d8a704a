import { pino } from 'pino';
import sharp from 'sharp';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { Guidance } from '#server/protocol/messages.ts';
import type { Point, Vision } from '#face';

const ada = { name: 'Ada Example', email: 'ada@example.com' };

t.test('who comes in dark glasses is asked to take them off, and is let in without', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }), {
    VESTIBULE_DEADLINE_SECONDS: '25',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(ada, [await cropPhoto(sampleFaces.womanA)]);
  const plain = await webcamFrames(sampleFaces.womanB, 12);
  // One after the other, because a frame that waits too long for the models fails.
  const covered: Buffer[] = [];
  for (const frame of plain) covered.push(await withDarkGlasses(frame, trial.service.vision));
  const kiosk = await trial.openKiosk({ frames: covered });
  let wasAsked = false;
  kiosk.on('guidance', (guidance: Guidance) => {
    if (guidance !== 'uncover_face' || wasAsked) return;
    wasAsked = true;
    kiosk.show(plain);
  });
  const answer = await trial.signIn(ada);
  t.ok(wasAsked);
  t.equal(answer.status, 200);
});

/** The frame with black glasses drawn over the eyes. */
async function withDarkGlasses(frame: Buffer, vision: Vision): Promise<Buffer> {
  const seen = await vision.analyze(frame);
  if (!seen.ok) throw new Error(seen.failure);
  const [left, right] = seen.face.landmarks5;
  if (!left || !right) throw new Error('no eyes');
  const apart = Math.hypot(right.x - left.x, right.y - left.y);
  const glass = ({ x, y }: Point) =>
    `<ellipse cx="${x}" cy="${y}" rx="${0.3 * apart}" ry="${0.24 * apart}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${seen.width}" height="${seen.height}">
    <g fill="#111">${glass(left)}${glass(right)}</g>
    <line x1="${left.x}" y1="${left.y}" x2="${right.x}" y2="${right.y}" stroke="#111" stroke-width="${0.08 * apart}"/>
  </svg>`;
  return sharp(frame)
    .composite([{ input: Buffer.from(svg) }])
    .jpeg()
    .toBuffer();
}
