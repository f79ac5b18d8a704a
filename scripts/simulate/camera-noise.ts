import sharp from 'sharp';

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
