/** How scores are spread: what `--json` prints of them. */
export interface Spread {
  count: number;
  /** Null when there are none. */
  min: number | null;
  median: number | null;
  max: number | null;
  /** Scores from -1 to 1 in bins of 0.1. */
  histogram: number[];
}

const fineBins = 2000;
const coarse = 100;

/** Gathers cosines, however many, in little memory. The median is exact to 0.001. */
export class Distribution {
  readonly #counts = new Float64Array(fineBins);
  #count = 0;
  #min = Infinity;
  #max = -Infinity;

  add(score: number): void {
    const bin = Math.floor(((score + 1) / 2) * fineBins);
    const index = Math.min(fineBins - 1, Math.max(0, bin));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count++;
    this.#min = Math.min(this.#min, score);
    this.#max = Math.max(this.#max, score);
  }

  spread(): Spread {
    const histogram = Array.from({ length: fineBins / coarse }, (_, i) =>
      this.#counts.subarray(i * coarse, (i + 1) * coarse).reduce((sum, count) => sum + count, 0),
    );
    const isEmpty = this.#count === 0;
    return {
      count: this.#count,
      min: isEmpty ? null : rounded(this.#min),
      median: isEmpty ? null : rounded(this.#median()),
      max: isEmpty ? null : rounded(this.#max),
      histogram,
    };
  }

  #median(): number {
    let before = 0;
    const bin = this.#counts.findIndex((count) => (before += count) * 2 >= this.#count);
    const middle = ((bin + 0.5) / fineBins) * 2 - 1;
    return Math.min(this.#max, Math.max(this.#min, middle));
  }
}

function rounded(score: number): number {
  return Number(score.toFixed(4));
}
