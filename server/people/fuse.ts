/**
 * One template for several of the same face: their mean, unit length again.
 * @param templates unit length, at least one, all of one model
 */
export function fuse(templates: readonly Float32Array[]): Float32Array {
  const fused = new Float32Array(templates[0]?.length ?? 0);
  for (const template of templates) {
    for (let i = 0; i < fused.length; i++) fused[i]! += template[i]!;
  }
  const length = Math.sqrt(dot(fused, fused));
  // Templates that cancel each other out fit nobody.
  return length === 0 ? fused : fused.map((value) => value / length);
}

/** Cosine of two templates of unit length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
