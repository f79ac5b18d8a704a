import type { Analysis, Box, FramePrint } from '../analysis.ts';
import { differenceOf, type Region } from './compare-prints.ts';

/**
 * In luma levels, over the face. One picture that is encoded again, brightened or moved by a pixel differs by less.
 * Frames of a still man in front of two webcams differ by 0.29 at least, and by 0.41 to 0.55 in the lower quartile.
 */
const sameWithin = 0.36;
/** In image pixels. */
const shiftWithin = 2.5;
/** Frames that are remembered: about five seconds. */
const most = 40;
/** No camera delivers so many repeats in a row. A still man in front of a webcam reached three. */
const rowOfFilm = 8;

/** How a frame relates to the earlier frames. */
export type Novelty =
  | 'new'
  /** A picture that was seen before, perhaps encoded again, brightened or moved: no new evidence. */
  | 'repeated'
  /** Nothing but repeated pictures any more: no camera does that. */
  | 'film';

type Seen = Extract<Analysis, { ok: true }>;

/**
 * Compares every frame of one capture with the earlier frames by their content. It notices pictures that are fed in
 * again. A film that is played in front of a real camera gets that camera's noise in every frame: the challenge
 * has to reject it.
 */
export class ReplayDetector {
  readonly #frames: FramePrint[] = [];
  #repeatsInRow = 0;

  see(analysis: Analysis): Novelty {
    if (!analysis.ok) return 'new';
    const face = regionOf(analysis.face.box, analysis.print);
    if (this.#frames.some((print) => isSame(print, analysis, face))) {
      this.#repeatsInRow += 1;
      return this.#repeatsInRow >= rowOfFilm ? 'film' : 'repeated';
    }
    this.#repeatsInRow = 0;
    this.#frames.push(analysis.print);
    if (this.#frames.length > most) this.#frames.shift();
    return 'new';
  }
}

function isSame(earlier: FramePrint, { print }: Seen, face: Region): boolean {
  const { residual, shift } = differenceOf(earlier, print, face);
  // Written so that NaN never counts as a repeat.
  return residual <= sameWithin && shift * print.cell <= shiftWithin;
}

function regionOf(box: Box, { cell }: FramePrint): Region {
  return {
    left: box.x / cell,
    top: box.y / cell,
    right: (box.x + box.width) / cell,
    bottom: (box.y + box.height) / cell,
  };
}
