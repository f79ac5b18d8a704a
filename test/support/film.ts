import sharp from 'sharp';

/**
 * A clip for a fake camera, which plays it in a loop: the scene again and again, each picture a
 * little darker or brighter than all the others. No live camera delivers the same picture twice, and
 * one that does is taken for hung; a busy machine gets to see few frames of each second.
 */
export async function film(scene: readonly Uint8Array[], times: number): Promise<Buffer> {
  const total = scene.length * times;
  const pictures = Array.from({ length: total }, (_, index) => ({
    frame: scene[index % scene.length]!,
    brightness: 0.97 + (0.06 * index) / total,
  }));
  return Buffer.concat(
    await Promise.all(
      pictures.map(({ frame, brightness }) =>
        sharp(frame).linear(brightness).jpeg({ quality: 88 }).toBuffer(),
      ),
    ),
  );
}

/**
 * The same of someone who breathes and sways: each picture a little nearer or farther and elsewhere. A scene
 * that only gets brighter is a handful of pictures that come back: what is sampled of it in step with the
 * scene is rightly taken for a film.
 */
export async function swayingFilm(scene: readonly Uint8Array[], times: number): Promise<Buffer> {
  const total = scene.length * times;
  const pictures = Array.from({ length: total }, (_, at) => swayed(scene[at % scene.length]!, at));
  return Buffer.concat(await Promise.all(pictures));
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
