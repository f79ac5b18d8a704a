import type { Scene } from '../../packages/face/index.ts';
import type { HeadInFrame } from '../../packages/face/lab/head-model.ts';

/** Pixels that the room moves for each degree of the head, where one picture shows both. */
const along = 3;

/** A lobby with stripes and shelves, as coarse as in the service; undefined without a modelled room. */
export function sceneOf({ room, yaw = 0, pitch = 0 }: HeadInFrame): Scene | undefined {
  if (!room) return undefined;
  const [width, height, cell] = [80, 60, 8];
  const moved = room === 'turning' ? along : 0;
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < luma.length; at += 1) {
    const x = cell * (at % width) - moved * yaw;
    const y = cell * Math.floor(at / width) + moved * pitch;
    luma[at] = 128 + 50 * Math.sin(x / 11) * Math.cos(y / 13) + 30 * Math.sin((x + 2 * y) / 23);
  }
  return { width, height, cell, luma };
}
