import sharp from 'sharp';
import { decode } from './decode.ts';
import type { Engine } from './engines/engine.ts';
import { Pyramid } from './picture.ts';

/**
 * Runs every model once, on a made-up picture and a made-up face in it, so that the first visitor
 * does not wait for what the libraries prepare on first use.
 */
export async function rehearse(engine: Engine): Promise<void> {
  const jpeg = await sharp({
    create: { width: 640, height: 480, channels: 3, background: '#a0907f' },
  })
    .jpeg()
    .toBuffer();
  const { picture } = await decode(jpeg);
  const pyramid = new Pyramid(picture);
  await engine.detect(pyramid);
  const box = { x: 220, y: 120, width: 200, height: 240 };
  await engine.landmarks(pyramid, box);
  await engine.headPose(pyramid, box, standInLandmarks);
  await engine.eyesOpen(pyramid, standInLandmarks);
  await engine.liveness(pyramid, box);
  await engine.embed(pyramid, standInLandmarks);
}

/** Points on an oval: no face, but with eyes that have a width and a mouth below them. */
const standInLandmarks = Array.from({ length: 68 }, (_, index) => {
  const angle = (index / 68) * 2 * Math.PI;
  return { x: 320 + 90 * Math.cos(angle), y: 240 + 110 * Math.sin(angle) };
});
