import type { Point, Box, HeadPose } from '../../analysis.ts';
import { distance, fivePoints, rollOf } from '../../landmarks.ts';
import { type Pyramid, scaleBox, shiftInside, squareOf } from '../../picture.ts';
import { cropMap, sample } from '../../sampling.ts';
import { softmax, type OnnxModel } from './model.ts';

/** Returns 0 (closed) to 1 (open), the lower value of both eyes. */
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
  sample(
    picture,
    cropMap({ x, y, width: side, height: side }, model.input),
    model.layout,
    model.input,
  );
  const [output] = (await model.run()) as [Float32Array];
  const [, open] = softmax(output);
  return open!;
}

export async function findLandmarks(
  model: OnnxModel,
  picture: Pyramid,
  box: Box,
): Promise<Point[]> {
  const crop = shiftInside(squareOf(box), picture.base);
  sample(picture, cropMap(crop, model.input), model.layout, model.input);
  const [output] = (await model.run()) as [Float32Array];
  return Array.from({ length: 68 }, (_, index) => ({
    x: crop.x + output[2 * index]! * crop.width,
    y: crop.y + output[2 * index + 1]! * crop.height,
  }));
}

/** Changes of the face box: its size, and its place in widths of the box. */
const changes = [
  { size: 0.92, right: 0 },
  { size: 1.08, right: 0 },
  { size: 1, right: 0.05 },
  { size: 1, right: -0.05 },
];

/** Mean over the changes: root mean square distance from the points of the unchanged box. */
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

const installationFacts = 2.7;

/** Returns the probability of a live face, not a print or a screen, from the face and its surroundings. */
export async function judgeLiveness(model: OnnxModel, picture: Pyramid, box: Box): Promise<number> {
  const crop = shiftInside(scaleBox(squareOf(box), installationFacts), picture.base);
  // Sampled as sharply as in the training, because the traces of a print or a screen are fine.
  sample(picture, cropMap(crop, model.input), model.layout, model.input, true);
  const [output] = (await model.run()) as [Float32Array];
  return softmax(output)[0]!;
}

/** A little tighter than the detector's box: with more around the head, the model is often unsure. */
const boxShare = 0.9;

export async function estimatePose(
  model: OnnxModel,
  picture: Pyramid,
  box: Box,
  landmarks: readonly Point[],
): Promise<HeadPose> {
  const crop = scaleBox(squareOf(box), boxShare);
  sample(picture, cropMap(crop, model.input), model.layout, model.input);
  const [yaw, pitch] = (await model.run()) as [Float32Array, Float32Array];
  // The model's yaw has the opposite sign, and its roll is less exact than the eye line.
  return { yaw: -degrees(yaw), pitch: degrees(pitch), roll: rollOf(landmarks) };
}

/** Returns the expected value over 66 bins of 3 degrees from -99. */
function degrees(bins: Float32Array): number {
  return softmax(bins).reduce((sum, share, bin) => sum + share * bin, 0) * 3 - 99;
}
