import type { Box, Point } from '../../analysis.ts';
import { scaleBox, shiftInside, squareOf } from '../../boxes.ts';
import { distance, fivePoints } from '../../landmarks.ts';
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

/** How the face box is changed: its size, and where it lies, in its own widths. */
const changes = [
  { size: 0.92, right: 0 },
  { size: 1.08, right: 0 },
  { size: 1, right: 0.05 },
  { size: 1, right: -0.05 },
];

/** Mean over the changes of the root mean square distance from the points found without. */
export async function landmarkSpread(
  model: OnnxModel,
  picture: Pyramid,
  box: Box,
  points: readonly Point[],
): Promise<number> {
  const [left, right] = fivePoints(points);
  let sum = 0;
  for (const { size, right: moved } of changes) {
    const scaled = scaleBox(box, size);
    const changed = { ...scaled, x: scaled.x + moved * box.width };
    const found = await findLandmarks(model, picture, changed);
    const squares = found.map((point, index) => distance(point, points[index]!) ** 2);
    sum += Math.sqrt(squares.reduce((total, square) => total + square, 0) / squares.length);
  }
  return sum / changes.length / distance(left, right);
}
