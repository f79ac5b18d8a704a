import sharp from 'sharp';

/** RGB, 8 bit, row by row, with repeatedly halved versions for sampling from far away. */
export interface Texture {
  levels: { data: Uint8Array; width: number; height: number }[];
}

export function textureOf(data: Uint8Array, width: number, height: number): Texture {
  const levels = [{ data, width, height }];
  for (;;) {
    const { data: from, width: w, height: h } = levels.at(-1)!;
    if (w < 32 || h < 32) return { levels };
    const [halfWidth, halfHeight] = [w >> 1, h >> 1];
    const half = new Uint8Array(3 * halfWidth * halfHeight);
    let to = 0;
    for (let y = 0; y < halfHeight; y += 1) {
      for (let x = 0; x < halfWidth; x += 1) {
        const at = 3 * (2 * y * w + 2 * x);
        for (let c = 0; c < 3; c += 1, to += 1) {
          const below = at + 3 * w + c;
          half[to] = (from[at + c]! + from[at + 3 + c]! + from[below]! + from[below + 3]! + 2) >> 2;
        }
      }
    }
    levels.push({ data: half, width: halfWidth, height: halfHeight });
  }
}

/** Reads a picture, at most `side` long, softened by `blur` pixels. */
export async function readTexture(
  image: string | Uint8Array,
  { side = 1200, blur = 0 }: { side?: number; blur?: number } = {},
): Promise<Texture> {
  let pipeline = sharp(image).rotate().removeAlpha().toColourspace('srgb');
  pipeline = pipeline.resize({
    width: side,
    height: side,
    fit: 'inside',
    withoutEnlargement: true,
  });
  if (blur > 0.3) pipeline = pipeline.blur(blur);
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return textureOf(new Uint8Array(data), info.width, info.height);
}
