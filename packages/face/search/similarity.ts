import type { ModelInfo } from '../analysis.ts';

/**
 * Fuses several templates of the same face: their mean, scaled to unit length.
 * @param templates unit length, at least one, all of one model
 */
export function fuse(templates: readonly Float32Array[]): Float32Array {
  const fused = new Float32Array(templates[0]?.length ?? 0);
  for (const template of templates) {
    for (let i = 0; i < fused.length; i++) fused[i]! += template[i]!;
  }
  const length = Math.sqrt(dot(fused, fused));
  // Templates that cancel each other out match nobody.
  return length === 0 ? fused : fused.map((value) => value / length);
}

/** Weight of later templates. The fused template is then at most 13 degrees from the first ones. */
const laterWeight = 1 / 3;

/**
 * Fuses a record: the first templates, and with a small weight all later ones together, however many they are. Each
 * later template scores at least 0.585 against the first ones. So the fused template keeps a cosine of 0.97 to them.
 * Later templates can let in only faces that score at least 0.39 against the first ones.
 */
export function fuseRecord(
  first: readonly Float32Array[],
  later: readonly Float32Array[],
): Float32Array {
  if (later.length === 0) return fuse(first);
  return fuse([fuse(first), fuse(later).map((value) => value * laterWeight)]);
}

/**
 * Returns the cosine of two templates of unit length, equal to the last bit to that of `TemplateMatrix`. NaN, which
 * matches nobody, for templates of different lengths.
 */
export function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return NaN;
  // Four sums, so that the processor does not wait for each addition.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  if (i < a.length) s0 += a[i]! * b[i]!;
  if (i + 1 < a.length) s1 += a[i + 1]! * b[i + 1]!;
  if (i + 2 < a.length) s2 += a[i + 2]! * b[i + 2]!;
  return s0 + s1 + s2 + s3;
}

/**
 * Returns the cosine to the earlier frames below which a frame shows another person. It is half-way between the lowest
 * score of one person's photos and the recognition threshold. With the onnx engine it is 0.44. Frames of one person in
 * front of one camera score above 0.48 even while turning and talking; strangers there mostly score under 0.3.
 */
export function samePersonFloor({ photoFloor, threshold }: ModelInfo): number {
  // An added recogniser may not know its photo floor.
  return photoFloor > -1 ? (photoFloor + threshold) / 2 : 0.75 * threshold;
}

/**
 * Returns the score that an approval needs for either of two people who look alike. It is their mutual score, plus a
 * tenth of the range from the model's threshold to 1, because the scales of recognisers differ. Near 1 the model cannot
 * separate the two, and both need somebody who looks. Never less than the model's threshold.
 */
export function stricterThreshold(likeness: number, threshold: number): number {
  return Math.min(1, Math.max(threshold, likeness + (1 - threshold) / 10));
}
