/** The vector scaled to length 1. @throws {RangeError} when it has no direction */
export function unitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  if (!(length > 0) || !Number.isFinite(length)) {
    throw new RangeError('The recogniser gave a template without a direction.');
  }
  return vector.map((value) => value / length);
}
