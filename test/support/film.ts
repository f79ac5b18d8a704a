import sharp from 'sharp';
import { mjpeg } from '../../scripts/lab/demo/sample-photos.ts';

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
  return mjpeg(
    await Promise.all(
      pictures.map(({ frame, brightness }) =>
        sharp(frame).modulate({ brightness }).jpeg({ quality: 88 }).toBuffer(),
      ),
    ),
  );
}
