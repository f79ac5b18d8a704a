import type { Face } from '../analysis.ts';
import { dot } from '../search/similarity.ts';
import { isClearForLiveness } from './frame-quality.ts';

/** From this many clear frames on, only clear frames count for liveness, and a picture can be suspected. */
export const enoughClear = 3;

/** Fuses the evidence of one capture: the mean of its frames' templates, while they show one person. */
export class Fusion {
  readonly #floor: number;
  #sum: Float32Array | null = null;
  /** The sum for the same frames, by the recogniser to which the installation is moving. */
  #nextSum: Float32Array | null = null;
  #liveness: number[] = [];
  #clearLiveness: number[] = [];
  #flatness: number[] = [];
  #count = 0;
  #changes = 0;

  /** @param floor the cosine below which a frame shows another person than the frames before it */
  constructor(floor: number) {
    this.#floor = floor;
  }

  get count(): number {
    return this.#count;
  }

  /** Number of times that a frame showed another person than the frames before it. */
  get changes(): number {
    return this.#changes;
  }

  /** Number of frames that are good enough for the liveness model. */
  get clear(): number {
    return this.#clearLiveness.length;
  }

  /**
   * Mean liveness over the clear frames, or over all frames while few are clear. Null when the engine has no
   * liveness model.
   */
  get liveness(): number | null {
    return meanOf(this.clear >= enoughClear ? this.#clearLiveness : this.#liveness);
  }

  /** Mean share of the face without texture; null before the first frame. */
  get flatness(): number | null {
    return meanOf(this.#flatness);
  }

  /**
   * Adds a frame. When it shows another person, the earlier frames are dropped: a mean over two people could
   * match the one who has already stepped aside.
   */
  add({ template, nextTemplate, liveness, quality }: Face): void {
    const before = this.template();
    if (before && dot(before, template) < this.#floor) this.#reset();
    this.#sum = addTo(this.#sum, template);
    if (nextTemplate) this.#nextSum = addTo(this.#nextSum, nextTemplate);
    this.#flatness.push(quality.flatness);
    if (liveness !== null) {
      this.#liveness.push(liveness);
      if (isClearForLiveness(quality)) this.#clearLiveness.push(liveness);
    }
    this.#count++;
  }

  /** The fused template, unit length; null before the first frame. */
  template(): Float32Array | null {
    return this.#sum && scaleToUnit(this.#sum);
  }

  /** The fused template of the recogniser to which the installation is moving; null while it is not moving. */
  nextTemplate(): Float32Array | null {
    return this.#nextSum && scaleToUnit(this.#nextSum);
  }

  #reset(): void {
    this.#changes++;
    this.#sum = null;
    this.#nextSum = null;
    this.#liveness = [];
    this.#clearLiveness = [];
    this.#flatness = [];
    this.#count = 0;
  }
}

function addTo(sum: Float32Array | null, template: Float32Array): Float32Array {
  return template.map((value, index) => value + (sum?.[index] ?? 0));
}

/** Scales the sum to unit length. */
function scaleToUnit(sum: Float32Array): Float32Array {
  const norm = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
  return sum.map((value) => value / norm);
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
