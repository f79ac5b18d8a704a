import type { Box, Point } from '../../analysis.ts';
import { shiftInside, squareOf } from '../../boxes.ts';
import type { Pyramid } from '../../picture.ts';
import { cropMap, sample, type PixelLayout } from '../../sampling.ts';
import type { OnnxModel } from './model.ts';

const layout: PixelLayout = { order: 'grey', mean: [0, 0, 0], factor: [1 / 256, 1, 1] };

export const landmarksShape: [number, number, number] = [1, 64, 64];

export async function findLandmarks(
  model: OnnxModel,
  picture: Pyramid,
  box: Box,
): Promise<Point[]> {
  const crop = shiftInside(squareOf(box), picture.base);
  sample(picture, cropMap(crop, model.input), layout, model.input);
  const [output] = (await model.run()) as [Float32Array];
  return Array.from({ length: 68 }, (_, index) => ({
    x: crop.x + output[2 * index]! * crop.width,
    y: crop.y + output[2 * index + 1]! * crop.height,
  }));
}
