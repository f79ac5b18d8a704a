/** Scores of one kind of comparison, highest first. */
export type Scores = Float32Array;

export function sortScores(scores: Iterable<number>): Scores {
  return Float32Array.from(scores).sort().reverse();
}

/** How many scores reach the threshold. @param scores highest first */
export function reaching(scores: Scores, threshold: number): number {
  let from = 0;
  let to = scores.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (scores[middle]! >= threshold) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The lowest threshold that at most this share of the scores reaches. @param scores highest first */
export function thresholdAt(scores: Scores, share: number): number {
  const refused = scores[Math.floor(share * scores.length + 1e-9)];
  return refused === undefined ? -1 : justAbove(refused);
}

/** Slightly more than the smallest step of these single-precision scores. */
function justAbove(score: number): number {
  return score + 1e-6;
}

/** Collects an unknown number of scores without a slow array of numbers. */
export class ScoreList {
  #values = new Float32Array(1024);
  #count = 0;

  add(score: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float32Array(2 * this.#count);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = score;
  }

  toSorted(): Scores {
    return this.#values.slice(0, this.#count).sort().reverse();
  }
}
