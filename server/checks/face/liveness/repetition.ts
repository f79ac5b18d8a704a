import type { Face, Point } from '../../../vision/analysis.ts';
import { distance } from '../../../vision/landmarks.ts';
import { dot } from '../../../people/similarity.ts';

/** In inter-eye distances: frames of a living person come no nearer than this while they move. */
const sameWithin = 0.02;
const sameCosine = 0.96;
/** A person who holds still looks the same for a while; this much movement does not repeat itself. */
const moved = 0.06;
/** Frames in a row that show an earlier row again. */
const rowOf = 4;
/** Nearer frames than this are the same moment. */
const earlierBy = 8;

interface Remembered {
  points: readonly Point[];
  eyes: number;
  template: Float32Array;
}

/** Notices a clip that runs in a loop: the very same movement, at the same place, once more. */
export class Repetition {
  readonly #frames: Remembered[] = [];
  /** For each earlier frame, how many frames in a row have repeated those up to it. */
  #rows = new Map<number, number>();

  /** Whether with this frame a movement was seen for the second time. */
  add({ landmarks68, template, quality }: Face): boolean {
    const frame = { points: landmarks68, eyes: quality.interEyeDistance, template };
    const rows = new Map<number, number>();
    for (let index = 0; index <= this.#frames.length - earlierBy; index += 1) {
      if (!this.#isSame(index, frame)) continue;
      rows.set(index, 1 + Math.max(this.#rows.get(index - 1) ?? 0, this.#rows.get(index - 2) ?? 0));
    }
    this.#rows = rows;
    this.#frames.push(frame);
    return [...rows].some(([index, row]) => row >= rowOf && this.#movedUpTo(index, row));
  }

  #isSame(index: number, frame: Remembered): boolean {
    const earlier = this.#frames[index];
    return (
      earlier !== undefined &&
      apart(earlier, frame) <= sameWithin &&
      dot(earlier.template, frame.template) >= sameCosine
    );
  }

  #movedUpTo(index: number, row: number): boolean {
    const last = this.#frames[index];
    return this.#frames
      .slice(Math.max(0, index - row + 1), index)
      .some((frame) => last !== undefined && apart(frame, last) >= moved);
  }
}

/** Root mean square over the landmarks, in inter-eye distances. */
function apart(one: Remembered, other: Remembered): number {
  const squares = one.points.map((point, index) => distance(point, other.points[index]!) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length) / other.eyes;
}
