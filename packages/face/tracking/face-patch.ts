import type { FacePatch, Point } from '../analysis.ts';
import { alignmentOf, arcFaceTemplate, fivePoints, type FaceTemplate } from '../landmarks.ts';
import type { Pyramid } from '../picture.ts';
import { sample } from '../sampling.ts';

/** Pixels along each side; the eyes are about 60 pixels apart. */
export const patchSide = 192;

const template: FaceTemplate = {
  side: patchSide,
  points: arcFaceTemplate.points.map(({ x, y }) => ({
    x: (x * patchSide) / arcFaceTemplate.side,
    y: (y * patchSide) / arcFaceTemplate.side,
  })),
};
const grey = { order: 'grey', mean: [0, 0, 0], factor: [1, 1, 1] } as const;

/** Cuts out the face upright, in grey and at a fixed size, for following it from frame to frame. */
export function patchOf(picture: Pyramid, landmarks: readonly Point[]): FacePatch {
  const map = alignmentOf(fivePoints(landmarks), template);
  const data = new Float32Array(patchSide * patchSide);
  sample(picture, map, grey, { data, width: patchSide, height: patchSide });
  const square = map.a * map.e - map.b * map.d;
  return {
    luma: Uint8Array.from(data, Math.round),
    landmarks: landmarks.map(({ x, y }) => ({
      x: (map.e * (x - map.c) - map.b * (y - map.f)) / square,
      y: (map.a * (y - map.f) - map.d * (x - map.c)) / square,
    })),
  };
}
