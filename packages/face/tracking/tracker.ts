import type CV from '@techstark/opencv-js';
import type { FacePatch, Parallax, Point } from '../analysis.ts';
import { patchSide } from './face-patch.ts';
import { loadOpenCv, type OpenCv } from './opencv.ts';
import { parallaxOf, type Track } from './parallax.ts';

/** The places to follow: maximum number, minimum quality, distance and block, in pixels of a patch. */
const places = { most: 200, quality: 0.003, apart: 5, block: 5 } as const;
/** Side of the square around each place that is compared, and how often the patch is halved. */
const compared = { side: 13, levels: 2 } as const;
/** A place counts as found when following it there and back ends this near to its start. */
const returns = 1;
/** Pixels above the brows in which places are searched. */
const forehead = 20;

/** Follows the texture of a face from one frame to the next (pyramidal Lucas-Kanade of OpenCV). */
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
    const cv = this.#cv;
    // The garbage collector does not free WebAssembly memory.
    const mats: CV.Mat[] = [];
    const keep = (mat: CV.Mat): CV.Mat => {
      mats.push(mat);
      return mat;
    };
    const follow = (one: CV.Mat, other: CV.Mat, points: CV.Mat) => {
      const [found, status, error] = [keep(new cv.Mat()), keep(new cv.Mat()), keep(new cv.Mat())];
      const size = new cv.Size(compared.side, compared.side);
      cv.calcOpticalFlowPyrLK(one, other, points, found, status, error, size, compared.levels);
      return { found, status };
    };
    try {
      const [before, after] = [keep(this.#picture(from)), keep(this.#picture(to))];
      const mask = keep(this.#faceOf(from.landmarks));
      const points = keep(new cv.Mat());
      const { most, quality, apart, block } = places;
      cv.goodFeaturesToTrack(before, points, most, quality, apart, mask, block);
      if (points.rows === 0) return [];
      const there = follow(before, after, points);
      const back = follow(after, before, there.found);
      // These are views of memory that moves when it grows, so they are read last.
      const [start, end, again] = [points, there.found, back.found].map((mat) => mat.data32F);
      const [isThere, isBack] = [there.status.data, back.status.data];
      return Array.from({ length: points.rows }, (_, at): Track => {
        const [x, y] = [2 * at, 2 * at + 1];
        const away = Math.hypot(again![x]! - start![x]!, again![y]! - start![y]!);
        const isFound = isThere[at] && isBack[at] && away <= returns;
        const found = isFound ? { x: end![x]!, y: end![y]! } : null;
        return { x: start![x]!, y: start![y]!, found };
      });
    } finally {
      for (const mat of mats) mat.delete();
    }
  }

  #picture({ luma }: FacePatch): CV.Mat {
    const mat = new this.#cv.Mat(patchSide, patchSide, this.#cv.CV_8UC1);
    mat.data.set(luma);
    return mat;
  }

  /** White where the face is. */
  #faceOf(landmarks: readonly Point[]): CV.Mat {
    const cv = this.#cv;
    const brows = landmarks.slice(17, 27).map(({ x, y }) => ({ x, y: y - forehead }));
    const outline = [...landmarks.slice(0, 17), ...brows].flatMap(({ x, y }) => [x, y]);
    const points = cv.matFromArray(outline.length / 2, 1, cv.CV_32SC2, outline.map(Math.round));
    const hull = new cv.Mat();
    const mask = new cv.Mat(patchSide, patchSide, cv.CV_8UC1, new cv.Scalar(0));
    cv.convexHull(points, hull);
    cv.fillConvexPoly(mask, hull, new cv.Scalar(255));
    points.delete();
    hull.delete();
    return mask;
  }
}
