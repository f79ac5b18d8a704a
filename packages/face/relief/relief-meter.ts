import type CV from '@techstark/opencv-js';
import type { Point } from '../analysis.ts';
import { distance, fivePoints } from '../landmarks.ts';
import type { Pyramid } from '../picture.ts';
import { loadOpenCv, type OpenCv } from '../tracking/opencv.ts';
import { noseShape } from './nose-shape.ts';
import { focalLength, type FaceTracks, type PairMeasure } from './pair-measure.ts';
import { reliefPatchOf, reliefPatchSide, type ReliefPatch } from './relief-patch.ts';
import { likeness } from './likeness.ts';

/** A decoded picture with the 68 landmarks of its face, in pixels of the picture. */
export interface FaceView {
  picture: Pyramid;
  landmarks: readonly Point[];
}

/** Smallest distance between the eyes, in pixels of either picture. */
const leastBetweenEyes = 24;
/** The places to follow: maximum number, minimum quality, distance and block, in pixels of a patch. */
const places = { most: 180, quality: 0.01, apart: 5, block: 7 } as const;
/** Side of the square around each place that is compared, and how often the patch is halved. */
const compared = { side: 17, levels: 2 } as const;
/** A place is found after so many steps, or a step of less than `least` pixels (`kind`: OpenCV's COUNT + EPS). */
const search = { kind: 3, steps: 10, least: 0.03 } as const;
/** A place counts as found when following it there and back ends this near to its start, in pixels. */
const returns = 0.7;
/** A place counts as found when its square has at least this correlation in both pictures. */
const leastLikeness = 0.7;
/** With fewer places, nothing is measured. */
const fewest = { sought: 40, found: 30 } as const;
/** Deviation of the Gaussian that softens a patch, because noise is not texture. */
const softness = 1.2;
/** Height of the forehead above the brows that is included, in distances between the eyes. */
const forehead = 0.4;

/** Follows the texture of a face from the left picture of a pair to the right one (Lucas and Kanade). */
export class ReliefMeter {
  readonly #cv: OpenCv;

  private constructor(cv: OpenCv) {
    this.#cv = cv;
  }

  static async load(): Promise<ReliefMeter> {
    return new ReliefMeter((await loadOpenCv()).cv);
  }

  /** Measures where the places of the left face are in the right picture. Takes about 15 ms. */
  measureRelief(left: FaceView, right: FaceView): PairMeasure {
    const spans = [left, right].map(({ landmarks }) => betweenEyes(landmarks));
    if (Math.min(...spans) < leastBetweenEyes) return { measured: false, fault: 'face_too_small' };
    const [from, to] = [left, right].map(({ picture, landmarks }) =>
      reliefPatchOf(picture, landmarks),
    ) as [ReliefPatch, ReliefPatch];
    const tracks = this.#follow(from, to);
    if (tracks.sought < fewest.sought) return { measured: false, fault: 'too_little_texture' };
    if (tracks.found.length < fewest.found) return { measured: false, fault: 'tracks_lost' };
    return inFocalLengths({ left, right, from, to, tracks });
  }

  #follow(from: ReliefPatch, to: ReliefPatch): PatchTracks {
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
      const end = new cv.TermCriteria(search.kind, search.steps, search.least);
      const { levels } = compared;
      cv.calcOpticalFlowPyrLK(one, other, points, found, status, error, size, levels, end);
      return { found, status };
    };
    try {
      const [before, after] = [keep(this.#soft(from)), keep(this.#soft(to))];
      const mask = keep(this.#faceOf(from.landmarks));
      const points = keep(new cv.Mat());
      const { most, quality, apart, block } = places;
      cv.goodFeaturesToTrack(before, points, most, quality, apart, mask, block);
      const sought = points.rows;
      if (sought === 0) return { sought, found: [] };
      const there = follow(before, after, points);
      const back = follow(after, before, there.found);
      // These are views of memory that moves when it grows, so they are read last.
      const [start, end, again] = [points, there.found, back.found].map((mat) => mat.data32F);
      const [isThere, isBack] = [there.status.data, back.status.data];
      const [one, other] = [before.data, after.data];
      const found: PatchTrack[] = [];
      for (let at = 0; at < sought; at += 1) {
        const [x, y] = [2 * at, 2 * at + 1];
        const away = Math.hypot(again![x]! - start![x]!, again![y]! - start![y]!);
        if (!isThere[at] || !isBack[at] || away > returns) continue;
        const [here, then] = [
          { x: start![x]!, y: start![y]! },
          { x: end![x]!, y: end![y]! },
        ];
        if (likeness(one, here, other, then, reliefPatchSide) < leastLikeness) continue;
        found.push({ left: here, right: then });
      }
      return { sought, found };
    } finally {
      for (const mat of mats) mat.delete();
    }
  }

  #soft({ luma }: ReliefPatch): CV.Mat {
    const cv = this.#cv;
    const sharp = new cv.Mat(reliefPatchSide, reliefPatchSide, cv.CV_8UC1);
    const soft = new cv.Mat();
    sharp.data.set(luma);
    cv.GaussianBlur(sharp, soft, new cv.Size(0, 0), softness);
    sharp.delete();
    return soft;
  }

  /** White where the face is. */
  #faceOf(landmarks: readonly Point[]): CV.Mat {
    const cv = this.#cv;
    const up = forehead * betweenEyes(landmarks);
    const brows = landmarks.slice(17, 27).map(({ x, y }) => ({ x, y: y - up }));
    const outline = [...landmarks.slice(0, 17), ...brows].flatMap(({ x, y }) => [x, y]);
    const points = cv.matFromArray(outline.length / 2, 1, cv.CV_32SC2, outline.map(Math.round));
    const hull = new cv.Mat();
    const mask = new cv.Mat(reliefPatchSide, reliefPatchSide, cv.CV_8UC1, new cv.Scalar(0));
    cv.convexHull(points, hull);
    cv.fillConvexPoly(mask, hull, new cv.Scalar(255));
    points.delete();
    hull.delete();
    return mask;
  }
}

interface PatchTrack {
  left: Point;
  right: Point;
}

interface PatchTracks {
  sought: number;
  found: PatchTrack[];
}

function betweenEyes(landmarks: readonly Point[]): number {
  const [one, other] = fivePoints(landmarks);
  return distance(one, other);
}

interface TrackedViews {
  left: FaceView;
  right: FaceView;
  from: ReliefPatch;
  to: ReliefPatch;
  tracks: PatchTracks;
}

function inFocalLengths({ left, right, from, to, tracks }: TrackedViews): FaceTracks {
  const noseAt = noseShape(from.landmarks);
  const [leftEye, rightEye] = fivePoints(from.landmarks);
  const span = distance(leftEye, rightEye);
  const middle = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 };
  const [leftLens, rightLens] = [lensOf(left.picture), lensOf(right.picture)];
  return {
    measured: true,
    places: tracks.found.flatMap((track) => {
      const here = leftLens.toFocal(mapped(from, track.left));
      const there = rightLens.toFocal(mapped(to, track.right));
      const across = (track.left.x - middle.x) / span;
      const down = (track.left.y - middle.y) / span;
      return [here.x, here.y, there.x, there.y, across, down, noseAt(track.left)];
    }),
    eyes: {
      left: betweenEyes(left.landmarks) / leftLens.focal,
      right: betweenEyes(right.landmarks) / rightLens.focal,
    },
    sought: tracks.sought,
  };
}

function mapped({ toPicture: map }: ReliefPatch, { x, y }: Point): Point {
  return { x: map.a * x + map.b * y + map.c, y: map.d * x + map.e * y + map.f };
}

function lensOf({ base: { width, height } }: Pyramid) {
  const focal = focalLength * width;
  return {
    focal,
    toFocal: ({ x, y }: Point): Point => ({
      x: (x - (width - 1) / 2) / focal,
      y: (y - (height - 1) / 2) / focal,
    }),
  };
}
