import type { Point } from '../../analysis.ts';
import { alignmentOf, arcFaceTemplate } from '../../alignment.ts';
import { fivePoints } from '../../landmarks.ts';
import type { Pyramid } from '../../picture.ts';
import { sample, type PixelLayout } from '../../sampling.ts';
import { unitLength } from '../../template.ts';
import type { OnnxModel } from './model.ts';

const layout: PixelLayout = {
  order: 'rgb',
  mean: [127.5, 127.5, 127.5],
  factor: [1 / 128, 1 / 128, 1 / 128],
};

export const recogniserShape: [number, number, number] = [
  3,
  arcFaceTemplate.side,
  arcFaceTemplate.side,
];

/** The face and its mirror image, embedded and averaged: a face is nearly symmetric, its light is not. */
export async function embedFace(
  model: OnnxModel,
  picture: Pyramid,
  landmarks: readonly Point[],
): Promise<Float32Array> {
  sample(picture, alignmentOf(fivePoints(landmarks), arcFaceTemplate), layout, model.input);
  const [asSeen] = (await model.run()) as [Float32Array];
  mirrorRows(model.input.data, model.input.width);
  const [mirrored] = (await model.run()) as [Float32Array];
  const one = unitLength(asSeen);
  const other = unitLength(mirrored);
  return unitLength(one.map((value, index) => value + other[index]!));
}

function mirrorRows(data: Float32Array, width: number): void {
  for (let start = 0; start < data.length; start += width) {
    data.subarray(start, start + width).reverse();
  }
}
