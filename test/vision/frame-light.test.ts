import sharp from 'sharp';
import t from 'tap';
import { sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import type { FrameLight } from '../../packages/face/index.ts';
import { see, startVision } from './started-vision.ts';

// The real models in a child process, with pixels that are a little redder.

const vision = await startVision(t);

const ratio = ({ red, blue }: FrameLight['face']) => red / blue;

t.test('a tint shows in the colour that it shines on', async (t) => {
  const [frame] = await webcamFrames(sampleFaces.womanA, 1);
  const { width, height } = { width: 640, height: 480 };
  const pixels = await sharp(frame).removeAlpha().raw().toBuffer();
  const seen = async (redder: (x: number, y: number) => number) => {
    const lit = Buffer.from(pixels);
    for (let at = 0; at < lit.length; at += 3) {
      const [x, y] = [(at / 3) % width, Math.floor(at / 3 / width)];
      lit[at] = Math.min(255, Math.round(lit[at]! * redder(x, y)));
    }
    const jpeg = await sharp(lit, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    const { light, face } = await see(vision, jpeg);
    if (!light) throw new Error('too little in sight');
    return { light, face: face.box };
  };
  const plain = await seen(() => 1);
  const { x, y, width: wide, height: high } = plain.face;
  const isFace = (px: number, py: number) => px > x && px < x + wide && py > y && py < y + high;
  const lit = await seen((px, py) => (isFace(px, py) ? 1.03 : 1));
  // Gamma of 2.2: a pixel value 1.03 times as large means 1.03 ** 2.2 times the light.
  const change = ratio(lit.light.face) / ratio(plain.light.face);
  t.ok(Math.abs(change - 1.03 ** 2.2) < 0.01, String(change));
  const around = ratio(lit.light.room) / ratio(plain.light.room);
  t.ok(Math.abs(around - 1) < 0.005, String(around));
});
