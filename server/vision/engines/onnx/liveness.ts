import type { Box } from '../../analysis.ts';
import { scaleBox, shiftInside, squareOf } from '../../boxes.ts';
import type { Pyramid } from '../../picture.ts';
import { cropMap, sample, type PixelLayout } from '../../sampling.ts';
import { softmax, type OnnxModel } from './model.ts';

const layout: PixelLayout = { order: 'bgr', mean: [0, 0, 0], factor: [1, 1, 1] };
const surroundings = 2.7;

export const livenessShape: [number, number, number] = [3, 128, 128];

/** The probability of a live face rather than a print or a screen, from the face and what is around it. */
export async function judgeLiveness(model: OnnxModel, picture: Pyramid, box: Box): Promise<number> {
  const crop = shiftInside(scaleBox(squareOf(box), surroundings), picture.base);
  // Sampled as sharply as in its training: the traces of a print or a screen are fine ones.
  sample(picture, cropMap(crop, model.input), layout, model.input, true);
  const [output] = (await model.run()) as [Float32Array];
  return softmax(output)[0]!;
}
