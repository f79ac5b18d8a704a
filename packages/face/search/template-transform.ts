import { createCipheriv } from 'node:crypto';

/**
 * Transforms the templates of one model and back, without changing any cosine except by float rounding. It is a secret
 * rotation (or reflection): a product of Householder reflections, which is orthogonal for any vectors. With vectors
 * from a normal distribution and random signs, the product is uniformly distributed over all orthogonal matrices (G. W.
 * Stewart, "The efficient generation of random orthogonal matrices", 1980; F. Mezzadri, "How to generate random
 * matrices from the classical compact groups", 2007). So k known templates and their images reveal the transform only
 * on the subspace that they span. As many as the dimension reveal all of it.
 */
export class TemplateTransform {
  /** Identifies the transform without revealing its key. */
  readonly id: string;
  readonly #dimension: number;
  /** Unit vectors of length n, n - 1, ... 2, one after the other. */
  readonly #vectors: Float64Array;
  readonly #signs: Float64Array;

  /**
   * @param key 32 secret bytes, others for each model: the templates of two models need two transforms
   * @param dimension values of a template, at least 1
   */
  constructor(id: string, key: Buffer, dimension: number) {
    this.id = id;
    this.#dimension = dimension;
    const numbers = normalNumbers(key, dimension, (dimension * (dimension + 1)) / 2 + 1);
    this.#vectors = householderVectors(numbers, dimension);
    const signsFrom = numbers.length - dimension;
    this.#signs = numbers.slice(signsFrom).map((number) => (number < 0 ? -1 : 1));
  }

  apply(template: Float32Array): Float32Array {
    const turned = this.#copy(template);
    for (let i = 0; i < turned.length; i++) turned[i]! *= this.#signs[i]!;
    let from = this.#vectors.length;
    for (let size = 2; size <= turned.length; size++) {
      from -= size;
      this.#reflect(turned, from, size);
    }
    return Float32Array.from(turned);
  }

  invert(template: Float32Array): Float32Array {
    const turned = this.#copy(template);
    let from = 0;
    for (let size = turned.length; size >= 2; size--) {
      this.#reflect(turned, from, size);
      from += size;
    }
    for (let i = 0; i < turned.length; i++) turned[i]! *= this.#signs[i]!;
    return Float32Array.from(turned);
  }

  /** Copies into double precision, so that rounding happens only once. */
  #copy(template: Float32Array): Float64Array {
    if (template.length === this.#dimension) return Float64Array.from(template);
    throw new RangeError(`A template of ${template.length} values, not ${this.#dimension}.`);
  }

  /** Reflects the last `size` values at the plane perpendicular to the vector. */
  #reflect(values: Float64Array, from: number, size: number): void {
    const vectors = this.#vectors;
    const offset = values.length - size;
    let dot = 0;
    for (let i = 0; i < size; i++) dot += vectors[from + i]! * values[offset + i]!;
    dot *= 2;
    for (let i = 0; i < size; i++) values[offset + i]! -= dot * vectors[from + i]!;
  }
}

/** For each normal vector x: the unit vector along x + sign(x₁)·|x|·e₁, whose reflection maps e₁ to ∓x/|x|. */
function householderVectors(normal: Float64Array, dimension: number): Float64Array {
  const vectors = normal.slice(0, (dimension * (dimension + 1)) / 2 - 1);
  let from = 0;
  for (let size = dimension; size >= 2; size--) {
    const vector = vectors.subarray(from, from + size);
    const first = vector[0] ?? 0;
    vector[0] = first + (first < 0 ? -1 : 1) * lengthOf(vector);
    const length = lengthOf(vector);
    for (let i = 0; i < size; i++) vector[i]! /= length;
    from += size;
  }
  return vectors;
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** Deterministic for key and dimension: AES-256 in counter mode, and the Box-Muller method. */
function normalNumbers(key: Buffer, dimension: number, atLeast: number): Float64Array {
  const count = atLeast + dimension + ((atLeast + dimension) % 2);
  const zeros = Buffer.alloc(count * 8);
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(zeros);
  // 53 bits each, above 0 and up to 1.
  const uniform = (at: number) =>
    (stream.readUInt32LE(at * 8) * 2 ** 21 + (stream.readUInt32LE(at * 8 + 4) >>> 11) + 1) *
    2 ** -53;
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(uniform(i)));
    const angle = 2 * Math.PI * uniform(i + 1);
    numbers[i] = radius * Math.cos(angle);
    numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers;
}
