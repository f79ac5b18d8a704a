import sharp, { type Sharp } from 'sharp';

/** A picture that is decoded once for all its copies in a film. */
interface Pixels {
  data: Buffer;
  raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

/**
 * A clip for a fake camera, which plays it in a loop. The scene repeats, and each picture differs a little in
 * brightness from all others. A camera that delivers the same picture twice counts as stuck, and a busy machine sees
 * few frames of each second.
 *
 * @param each number of frames that show a picture: the page samples every third or fourth frame
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
 * A clip of a person who breathes and sways: each picture has another size and place. A scene that only changes its
 * brightness consists of a few pictures. When the sampling is in step with the scene, the service rightly suspects a
 * film.
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

/** Multiples of the golden ratio differ for a long time. */
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
