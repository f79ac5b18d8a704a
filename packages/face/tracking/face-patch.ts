import type { FacePatch, Point } from '../analysis.ts';
import { alignmentOf, arcFaceTemplate, fivePoints } from '../landmarks.ts';
import type { Pyramid } from '../picture.ts';
import { sample, type Affine } from '../sampling.ts';

/** Pixels along each side; the eyes are about 60 pixels apart. */
export const patchSide = 192;

const grey = { order: 'grey', mean: [0, 0, 0], factor: [1, 1, 1] } as const;

/** A face cut out of a picture, upright and in grey. */
interface UprightFace {
  /** Row by row, a square. */
  data: Float32Array;
  /** The 68 points, in pixels of the square. */
  landmarks: Point[];
  /** From a pixel of the square to one of the picture. */
  toPicture: Affine;
}

/**
 * Cuts out a face as large as a square.
 *
 * @param landmarks the 68 points, in pixels of the pyramid's base
 * @param side of the square, in pixels
 */
export function uprightFace(
  picture: Pyramid,
  landmarks: readonly Point[],
  side: number,
): UprightFace {
  const points = arcFaceTemplate.points.map(({ x, y }) => ({
    x: (x * side) / arcFaceTemplate.side,
    y: (y * side) / arcFaceTemplate.side,
  }));
  const map = alignmentOf(fivePoints(landmarks), { side, points });
  const data = new Float32Array(side * side);
  sample(picture, map, grey, { data, width: side, height: side });
  const square = map.a * map.e - map.b * map.d;
  return {
    data,
    landmarks: landmarks.map(({ x, y }) => ({
      x: (map.e * (x - map.c) - map.b * (y - map.f)) / square,
      y: (map.a * (y - map.f) - map.d * (x - map.c)) / square,
    })),
    toPicture: map,
  };
}

/** Cuts out the face for following it from frame to frame. */
export function patchOf(picture: Pyramid, landmarks: readonly Point[]): FacePatch {
  const face = uprightFace(picture, landmarks, patchSide);
  return { luma: round(face.data), landmarks: face.landmarks };
}

/** A loop, because `Uint8Array.from` takes 2 ms with a function, a tenth of a frame. */
function round(data: Float32Array): Uint8Array {
  const bytes = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) bytes[at] = data[at]! + 0.5;
  return bytes;
}
