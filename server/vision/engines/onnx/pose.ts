import type { Box, HeadPose } from '../../analysis.ts';
import { scaleBox, squareOf } from '../../boxes.ts';
import type { Pyramid } from '../../picture.ts';
import { cropMap, sample, type PixelLayout } from '../../sampling.ts';
import { softmax, type OnnxModel } from './model.ts';

const layout: PixelLayout = {
  order: 'rgb',
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  factor: [1 / (0.229 * 255), 1 / (0.224 * 255), 1 / (0.225 * 255)],
};

export const poseShape: [number, number, number] = [3, 224, 224];

export async function estimatePose(
  model: OnnxModel,
  picture: Pyramid,
  box: Box,
): Promise<HeadPose> {
  const crop = scaleBox(squareOf(box), 1.5);
  sample(picture, cropMap(crop, model.input), layout, model.input);
  const [yaw, pitch, roll] = (await model.run()) as [Float32Array, Float32Array, Float32Array];
  return { yaw: degrees(yaw), pitch: degrees(pitch), roll: degrees(roll) };
}

/** The expected value over 66 bins of 3 degrees from -99. */
function degrees(bins: Float32Array): number {
  return softmax(bins).reduce((sum, share, bin) => sum + share * bin, 0) * 3 - 99;
}
