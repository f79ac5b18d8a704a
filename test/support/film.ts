import sharp from 'sharp';
import { mjpeg } from '../../scripts/lab/demo/sample-photos.ts';

/**
 * A clip for a fake camera, which plays it in a loop: the scene again and again, each picture a little nearer
 * or farther and elsewhere, as somebody stands who breathes and sways. Without that the clip is a handful of
 * pictures that come back, which no live camera delivers: what is sampled of it in step with the scene is
 * rightly taken for a film.
 */
export async function film(scene: readonly Uint8Array[], times: number): Promise<Buffer> {
  const total = scene.length * times;
  const pictures = Array.from({ length: total }, (_, at) => swayed(scene[at % scene.length]!, at));
  return mjpeg(await Promise.all(pictures));
}

/** The golden ratio's multiples: no two are near each other for long. */
const golden = 0.618033988749895;

async function swayed(picture: Uint8Array, at: number): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const part = (step: number) => (at * golden * step) % 1;
  const share = 0.88 + 0.12 * part(1);
  const cut = { width: Math.round(width * share), height: Math.round(height * share) };
  const left = Math.round((width - cut.width) * part(3));
  const top = Math.round((height - cut.height) * part(5));
  return sharp(picture)
    .extract({ left, top, ...cut })
    .resize(width, height, { fit: 'fill' })
    .jpeg({ quality: 88 })
    .toBuffer();
}
