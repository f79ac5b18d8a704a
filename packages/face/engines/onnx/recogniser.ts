import { type Point, unitLength } from '../../analysis.ts';
import { alignmentOf, arcFaceTemplate, type FaceTemplate, fivePoints } from '../../landmarks.ts';
import type { Pyramid } from '../../picture.ts';
import { sample, type Affine } from '../../sampling.ts';
import type { OnnxModel } from './model.ts';

/**
 * The views that are embedded and averaged: the face, and the face moved up and down by two pixels, one of them
 * mirrored. A face is nearly symmetric but its light is not, and landmarks are least exact vertically. On LFW
 * this raises the TAR at an FMR of 1e-4 from 95.3 % (face and mirror image) to 95.6 %. A fourth view adds nothing.
 */
const views: readonly { down: number; mirrored: boolean }[] = [
  { down: 0, mirrored: false },
  { down: -2, mirrored: false },
  { down: 2, mirrored: true },
];

export async function embedFace(
  model: OnnxModel,
  picture: Pyramid,
  landmarks: readonly Point[],
): Promise<Float32Array> {
  let sum: Float32Array | null = null;
  for (const { down, mirrored } of views) {
    alignFace(model, picture, landmarks, down);
    if (mirrored) mirrorRows(model.input.data, model.input.width);
    const [output] = (await model.run()) as [Float32Array];
    const view = unitLength(output);
    sum = sum ? sum.map((value, index) => value + view[index]!) : view;
  }
  return unitLength(sum!);
}

/** Writes the aligned face into the model's input. @param down shows the part that is this many pixels lower */
export function alignFace(
  model: OnnxModel,
  picture: Pyramid,
  landmarks: readonly Point[],
  down = 0,
): void {
  const aligned = alignmentOf(fivePoints(landmarks), arcFaceOf(model.input.width));
  sample(picture, moveDown(aligned, down), model.layout, model.input);
}

/** Scales ArcFace's template to an input of another size. */
function arcFaceOf(side: number): FaceTemplate {
  const scale = side / arcFaceTemplate.side;
  return {
    side,
    points: arcFaceTemplate.points.map(({ x, y }) => ({ x: x * scale, y: y * scale })),
  };
}

/** Moves the map so that the target shows the part that is this many of its pixels lower. */
function moveDown(map: Affine, down: number): Affine {
  return { ...map, c: map.c + map.b * down, f: map.f + map.e * down };
}

function mirrorRows(data: Float32Array, width: number): void {
  for (let start = 0; start < data.length; start += width) {
    data.subarray(start, start + width).reverse();
  }
}
