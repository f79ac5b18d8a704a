/** Cosines of one kind of comparison, highest first. */
export type Scores = Float32Array;

export function sorted(scores: Iterable<number>): Scores {
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

/** The lowest threshold that lets at most this share of the scores pass. @param scores highest first */
export function thresholdAt(scores: Scores, share: number): number {
  const refused = scores[Math.floor(share * scores.length + 1e-9)];
  return refused === undefined ? -1 : justAbove(refused);
}

/** The smallest step of these single-precision scores, and a little more. */
function justAbove(score: number): number {
  return score + 1e-6;
}

/** Collects scores whose number is not known beforehand, without a slow list of numbers. */
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

  sorted(): Scores {
    return this.#values.slice(0, this.#count).sort().reverse();
  }
}
