import type { Analysis, Box, FramePrint } from '../../../vision/analysis.ts';
import { differenceOf, type Region } from './compare-prints.ts';

/**
 * In levels of luma, over the face. One picture encoded again, brightened or moved by a pixel differs by
 * less; frames of a still man before two webcams by 0.29 at least and 0.41 to 0.55 in the quartile.
 */
const sameWithin = 0.36;
/** In image pixels. */
const shiftWithin = 2.5;
/** Frames that are remembered: some five seconds. */
const most = 40;
/** So many in a row no camera delivers; a still man before a webcam came to three. */
const rowOfFilm = 8;

/** What a frame is against the frames before it. */
export type Novelty =
  | 'new'
  /** A picture that was seen before, perhaps encoded again, brightened or moved: no new evidence. */
  | 'repeated'
  /** Nothing but repeated pictures any more: no camera does that. */
  | 'film';

type Seen = Extract<Analysis, { ok: true }>;

/**
 * Compares every frame of one capture with those before it by what they show. It notices pictures that
 * are fed in again; a film that is played before a real camera has that camera's noise in every frame and
 * is left to the challenge.
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
  // Written so that a broken comparison makes no two frames the same.
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
