import type { FacePatch, Parallax } from '../analysis.ts';
import { patchSide } from './face-patch.ts';
import { loadOpenCv, type OpenCv } from './opencv.ts';
import { parallaxOf } from './parallax.ts';
import { PlaceFollower, type PlaceChoice, type PlaceSearch, type Track } from './place-follower.ts';

/** In pixels of a patch. */
const places: PlaceChoice = { most: 200, quality: 0.003, apart: 5, block: 5 };
/** In pixels of a patch. */
const search: PlaceSearch = { side: 13, levels: 2, returns: 1 };
/** Pixels above the brows in which places are searched. */
const forehead = 20;

/** Follows the texture of a face from one frame to the next. */
export class Tracker {
  readonly #cv: OpenCv;

  private constructor(cv: OpenCv) {
    this.#cv = cv;
  }

  /** Loading takes 0.4 s and 100 MB. */
  static async load(): Promise<Tracker> {
    return new Tracker((await loadOpenCv()).cv);
  }

  parallax(from: FacePatch, to: FacePatch): Parallax | null {
    return parallaxOf(from, this.#follow(from, to));
  }

  #follow(from: FacePatch, to: FacePatch): Track[] {
    const follower = new PlaceFollower(this.#cv);
    try {
      const [before, after] = [
        follower.square(from.luma, patchSide),
        follower.square(to.luma, patchSide),
      ];
      const mask = follower.faceMask(from.landmarks, forehead, patchSide);
      return follower.follow(before, after, follower.choose(before, mask, places), search);
    } finally {
      follower.free();
    }
  }
}
