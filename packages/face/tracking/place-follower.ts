import type CV from '@techstark/opencv-js';
import type { Point } from '../analysis.ts';
import type { OpenCv } from './opencv.ts';

/** A place, and where the other picture shows it. Null: not found there. */
export interface Track extends Point {
  found: Point | null;
}

/** Which places of a picture are followed: maximum number, minimum quality, distance and block, in pixels. */
export interface PlaceChoice {
  most: number;
  quality: number;
  apart: number;
  block: number;
}

/** How a place is searched in the other picture. */
export interface PlaceSearch {
  /** Side of the square around the place that is compared, in pixels. */
  side: number;
  /** How often the pictures are halved. */
  levels: number;
  /** A place counts as found when following it there and back ends this near to its start, in pixels. */
  returns: number;
  /** Where the search ends: after so many steps, or a step of fewer pixels than `least`. Default: OpenCV's. */
  end?: { steps: number; least: number };
}

/** OpenCV's COUNT + EPS. */
const bothEnds = 3;
/** OpenCV's own end of a search. */
const defaultEnd = { steps: 30, least: 0.01 };

/**
 * Follows places of one gray picture in another one (pyramidal Lucas-Kanade of OpenCV). It keeps every matrix that it
 * makes or gets until `free`, because the garbage collector does not free the memory of WebAssembly.
 */
export class PlaceFollower {
  readonly #cv: OpenCv;
  readonly #mats: CV.Mat[] = [];

  constructor(cv: OpenCv) {
    this.#cv = cv;
  }

  keep(mat: CV.Mat): CV.Mat {
    this.#mats.push(mat);
    return mat;
  }

  free(): void {
    for (const mat of this.#mats.splice(0)) mat.delete();
  }

  /** Keeps a square picture. @param luma its bytes, row by row */
  square(luma: Uint8Array, side: number): CV.Mat {
    const mat = this.keep(new this.#cv.Mat(side, side, this.#cv.CV_8UC1));
    mat.data.set(luma);
    return mat;
  }

  /** White where the face is. @param forehead height above the brows that belongs to it, in pixels */
  faceMask(landmarks: readonly Point[], forehead: number, side: number): CV.Mat {
    const cv = this.#cv;
    const brows = landmarks.slice(17, 27).map(({ x, y }) => ({ x, y: y - forehead }));
    const outline = [...landmarks.slice(0, 17), ...brows].flatMap(({ x, y }) => [x, y]);
    const rounded = outline.map(Math.round);
    const points = this.keep(cv.matFromArray(outline.length / 2, 1, cv.CV_32SC2, rounded));
    const hull = this.keep(new cv.Mat());
    const mask = this.keep(new cv.Mat(side, side, cv.CV_8UC1, new cv.Scalar(0)));
    cv.convexHull(points, hull);
    cv.fillConvexPoly(mask, hull, new cv.Scalar(255));
    return mask;
  }

  /** Returns the places with the most texture where the mask is white: x and y in turn. */
  choose(picture: CV.Mat, mask: CV.Mat, { most, quality, apart, block }: PlaceChoice): number[] {
    const points = this.keep(new this.#cv.Mat());
    this.#cv.goodFeaturesToTrack(picture, points, most, quality, apart, mask, block);
    return points.rows > 0 ? [...points.data32F] : [];
  }

  /** @param places x and y in turn */
  follow(from: CV.Mat, to: CV.Mat, places: readonly number[], search: PlaceSearch): Track[] {
    const count = places.length / 2;
    if (count === 0) return [];
    const start = this.keep(this.#cv.matFromArray(count, 1, this.#cv.CV_32FC2, [...places]));
    const there = this.#flow(from, to, start, search);
    const back = this.#flow(to, from, there.found, search);
    // These are views of memory that moves when it grows, so they are read last.
    const [end, again] = [there.found.data32F, back.found.data32F];
    const [isThere, isBack] = [there.status.data, back.status.data];
    return Array.from({ length: count }, (_, at): Track => {
      const [x, y] = [places[2 * at]!, places[2 * at + 1]!];
      const away = Math.hypot(again[2 * at]! - x, again[2 * at + 1]! - y);
      const isFound = isThere[at] && isBack[at] && away <= search.returns;
      return { x, y, found: isFound ? { x: end[2 * at]!, y: end[2 * at + 1]! } : null };
    });
  }

  #flow(
    one: CV.Mat,
    other: CV.Mat,
    points: CV.Mat,
    { side, levels, end = defaultEnd }: PlaceSearch,
  ) {
    const cv = this.#cv;
    const [found, status, error] = [new cv.Mat(), new cv.Mat(), new cv.Mat()].map((mat) =>
      this.keep(mat),
    ) as [CV.Mat, CV.Mat, CV.Mat];
    const size = new cv.Size(side, side);
    const ends = new cv.TermCriteria(bothEnds, end.steps, end.least);
    cv.calcOpticalFlowPyrLK(one, other, points, found, status, error, size, levels, ends);
    return { found, status };
  }
}
