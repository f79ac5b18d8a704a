import sharp from 'sharp';
import { mjpeg } from '../../scripts/lab/demo/sample-photos.ts';

/**
 * A clip for a fake camera, which plays it in a loop: the scene again and again, each picture with a
 * camera's noise of its own. Without it the clip is a handful of pictures that come back, which no live
 * camera delivers: what is sampled of it in step with the scene is rightly taken for a film.
 */
export async function film(scene: readonly Uint8Array[], times: number): Promise<Buffer> {
  const pictures = Array.from({ length: scene.length * times }, (_, at) => at % scene.length);
  return mjpeg(await Promise.all(pictures.map((at) => withCameraNoise(scene[at]!, 60))));
}

/** A JPEG with the noise that a webcam has in each frame. @param sigma in levels, before it is softened */
export async function withCameraNoise(picture: Uint8Array, sigma: number): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const noise = { type: 'gaussian', mean: 128, sigma } as const;
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise },
  })
    .blur(2)
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(picture)
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 88 })
    .toBuffer();
}
