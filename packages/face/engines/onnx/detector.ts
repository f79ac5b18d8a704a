import type { Box, DetectedFace } from '../../analysis.ts';
import { clip, overlap, type Pyramid } from '../../picture.ts';
import { sample } from '../../sampling.ts';
import type { OnnxModel } from './model.ts';

/** Whole faces score above 0.9; a lower score is as often a flower. */
const minScore = 0.75;
const maxOverlap = 0.4;

/** Finds faces with RFB-320, in the whole letterboxed picture, so that faces keep their proportions. */
export async function detectFaces(model: OnnxModel, picture: Pyramid): Promise<DetectedFace[]> {
  const { base } = picture;
  const { input } = model;
  const scale = Math.max(base.width / input.width, base.height / input.height);
  const left = (input.width - base.width / scale) / 2;
  const top = (input.height - base.height / scale) / 2;
  const c = (0.5 - left) * scale - 0.5;
  const f = (0.5 - top) * scale - 0.5;
  sample(picture, { a: scale, b: 0, c, d: 0, e: scale, f }, model.layout, input);
  const [scores, boxes] = (await model.run()) as [Float32Array, Float32Array];

  const found: { box: Box; score: number }[] = [];
  for (let index = 0; index < scores.length / 2; index += 1) {
    const score = scores[2 * index + 1]!;
    if (score < minScore) continue;
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * index, 4 * index + 4);
    const box = {
      x: (x1 * input.width - left) * scale,
      y: (y1 * input.height - top) * scale,
      width: (x2 - x1) * input.width * scale,
      height: (y2 - y1) * input.height * scale,
    };
    found.push({ box, score });
  }
  return strongest(found).filter(({ box }) => {
    const seen = clip(box, base);
    return seen.width * seen.height > 0.5 * box.width * box.height;
  });
}

/** Non-maximum suppression: keeps the box with the highest score among overlapping ones. */
function strongest(found: DetectedFace[]): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of found.sort((one, other) => other.score - one.score)) {
    if (kept.every(({ box }) => overlap(box, face.box) < maxOverlap)) kept.push(face);
  }
  return kept;
}
