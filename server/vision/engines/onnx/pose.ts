import type { Box, HeadPose, Point } from '../../analysis.ts';
import { scaleBox, squareOf } from '../../boxes.ts';
import { rollOf } from '../../landmarks.ts';
import type { Pyramid } from '../../picture.ts';
import { cropMap, sample, type PixelLayout } from '../../sampling.ts';
import { softmax, type OnnxModel } from './model.ts';

const layout: PixelLayout = {
  order: 'rgb',
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  factor: [1 / (0.229 * 255), 1 / (0.224 * 255), 1 / (0.225 * 255)],
};

/** A little tighter than the detector's box: with more around the head the model is often unsure. */
const boxShare = 0.9;

export const poseShape: [number, number, number] = [3, 224, 224];

export async function estimatePose(
  model: OnnxModel,
  picture: Pyramid,
  box: Box,
  landmarks: readonly Point[],
): Promise<HeadPose> {
  const crop = scaleBox(squareOf(box), boxShare);
  sample(picture, cropMap(crop, model.input), layout, model.input);
  const [yaw, pitch] = (await model.run()) as [Float32Array, Float32Array];
  // The model counts yaw the other way round; its roll is less exact than the line of the eyes.
  return { yaw: -degrees(yaw), pitch: degrees(pitch), roll: rollOf(landmarks) };
}

/** The expected value over 66 bins of 3 degrees from -99. */
function degrees(bins: Float32Array): number {
  return softmax(bins).reduce((sum, share, bin) => sum + share * bin, 0) * 3 - 99;
}
