import type { Point } from '../../analysis.ts';
import { distance } from '../../landmarks.ts';
import type { Pyramid } from '../../picture.ts';
import { cropMap, sample, type PixelLayout } from '../../sampling.ts';
import { softmax, type OnnxModel } from './model.ts';

const layout: PixelLayout = { order: 'grey', mean: [0, 0, 0], factor: [1 / 255, 1, 1] };

export const eyesShape: [number, number, number] = [1, 24, 24];

/** 0 (closed) to 1 (open), the lesser of both eyes. */
export async function judgeEyes(
  model: OnnxModel,
  picture: Pyramid,
  landmarks: readonly Point[],
): Promise<number> {
  const one = await judgeEye(model, picture, landmarks.slice(36, 42));
  const other = await judgeEye(model, picture, landmarks.slice(42, 48));
  return Math.min(one, other);
}

/** @param eye its six points: corner, two above, corner, two below */
async function judgeEye(
  model: OnnxModel,
  picture: Pyramid,
  eye: readonly Point[],
): Promise<number> {
  const lids = [eye[1]!, eye[2]!, eye[4]!, eye[5]!];
  const side = distance(eye[0]!, eye[3]!) * 1.6;
  const x = lids.reduce((sum, point) => sum + point.x, 0) / 4 - side / 2;
  const y = lids.reduce((sum, point) => sum + point.y, 0) / 4 - side / 2;
  sample(picture, cropMap({ x, y, width: side, height: side }, model.input), layout, model.input);
  const [output] = (await model.run()) as [Float32Array];
  const [, open] = softmax(output);
  return open!;
}
