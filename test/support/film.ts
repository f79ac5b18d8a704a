import sharp, { type Sharp } from 'sharp';

/** A picture that was decoded once, for all of its copies in a film. */
interface Pixels {
  data: Buffer;
  raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

/**
 * A clip for a fake camera, which plays it in a loop: the scene again and again, each picture a
 * little darker or brighter than all the others. No live camera delivers the same picture twice, and
 * one that does is taken for hung; a busy machine gets to see few frames of each second.
 *
 * @param each for how many frames a picture stays: the page looks at every third or fourth
 */
export async function film(
  scene: readonly Uint8Array[],
  times: number,
  each: 1 | 2 = 1,
): Promise<Buffer> {
  const total = scene.length * times;
  const pictures = await filmOf(scene, times, ({ data, raw }, at) =>
    sharp(data, { raw }).linear(0.97 + (0.06 * at) / total),
  );
  return Buffer.concat(pictures.flatMap((picture) => Array<Buffer>(each).fill(picture)));
}

/**
 * The same of someone who breathes and sways: each picture a little nearer or farther and elsewhere. A scene
 * that only gets brighter is a handful of pictures that come back: what is sampled of it in step with the
 * scene is rightly taken for a film.
 */
export async function swayingFilm(scene: readonly Uint8Array[], times: number): Promise<Buffer> {
  return Buffer.concat(await filmOf(scene, times, swayed));
}

async function filmOf(
  scene: readonly Uint8Array[],
  times: number,
  changed: (picture: Pixels, at: number) => Sharp,
): Promise<Buffer[]> {
  const pictures = await Promise.all(scene.map(pixelsOf));
  const frames = Array.from({ length: scene.length * times }, (_, at) =>
    changed(pictures[at % pictures.length]!, at)
      .jpeg({ quality: 88 })
      .toBuffer(),
  );
  return Promise.all(frames);
}

async function pixelsOf(picture: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data, raw: { width, height, channels } };
}

/** The golden ratio's multiples: no two are near each other for long. */
const golden = 0.618033988749895;

function swayed({ data, raw }: Pixels, at: number): Sharp {
  const { width, height } = raw;
  const part = (step: number) => (at * golden * step) % 1;
  const share = 0.88 + 0.12 * part(1);
  const cut = { width: Math.round(width * share), height: Math.round(height * share) };
  const left = Math.round((width - cut.width) * part(3));
  const top = Math.round((height - cut.height) * part(5));
  return sharp(data, { raw })
    .extract({ left, top, ...cut })
    .resize(width, height, { fit: 'fill', kernel: 'linear' });
}
