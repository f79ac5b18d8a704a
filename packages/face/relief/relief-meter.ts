import type CV from '@techstark/opencv-js';
import type { Point } from '../analysis.ts';
import { distance, fivePoints } from '../landmarks.ts';
import type { Pyramid } from '../picture.ts';
import { loadOpenCv, type OpenCv } from '../tracking/opencv.ts';
import { PlaceFollower, type PlaceChoice, type PlaceSearch } from '../tracking/place-follower.ts';
import { noseShape } from './nose-shape.ts';
import { focalLength, type FaceTracks, type PairMeasure } from './pair-measure.ts';
import { reliefPatchOf, reliefPatchSide, type ReliefPatch } from './relief-patch.ts';
import { patchCorrelation } from './patch-correlation.ts';

/** A decoded picture with the 68 landmarks of its face, in pixels of the picture. */
export interface FaceView {
  picture: Pyramid;
  landmarks: readonly Point[];
}

/** Smallest distance between the eyes, in pixels of either picture. */
const leastBetweenEyes = 24;
/** In pixels of a patch. */
const places: PlaceChoice = { most: 140, quality: 0.01, apart: 5, block: 7 };
/** The same on the nose, whose plain skin has the weakest places and says most. */
const nosePlaces = { most: 45, quality: 0.02, apart: 4, block: 7, height: 0.2 } as const;
/** In pixels of a patch. */
const search: PlaceSearch = {
  side: 17,
  levels: 2,
  returns: 0.7,
  end: { steps: 10, least: 0.03 },
};
/** A place counts as found when its square has at least this correlation in both pictures. */
const leastCorrelation = 0.7;
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
    const follower = new PlaceFollower(this.#cv);
    try {
      const [before, after] = [this.#soft(follower, from), this.#soft(follower, to)];
      const up = forehead * betweenEyes(from.landmarks);
      const face = follower.faceMask(from.landmarks, up, reliefPatchSide);
      const nose = follower.keep(this.#noseOf(from.landmarks, face));
      const around = follower.choose(before, face, places);
      const onNose = follower.choose(before, nose, nosePlaces);
      const tracks = follower.follow(before, after, [...around, ...onNose], search);
      const [one, other] = [before.data, after.data];
      const found = tracks.flatMap(({ found: right, ...left }) => {
        if (!right) return [];
        const correlation = patchCorrelation(one, left, other, right, reliefPatchSide);
        return correlation < leastCorrelation ? [] : [{ left, right }];
      });
      return { sought: tracks.length, found };
    } finally {
      follower.free();
    }
  }

  #soft(follower: PlaceFollower, { luma }: ReliefPatch): CV.Mat {
    const cv = this.#cv;
    const soft = follower.keep(new cv.Mat());
    const sharp = follower.square(luma, reliefPatchSide);
    cv.GaussianBlur(sharp, soft, new cv.Size(0, 0), softness);
    return soft;
  }

  /** White where the nose is, and takes it out of the face. */
  #noseOf(landmarks: readonly Point[], face: CV.Mat): CV.Mat {
    const noseAt = noseShape(landmarks);
    const mask = new this.#cv.Mat(face.rows, face.cols, this.#cv.CV_8UC1, new this.#cv.Scalar(0));
    const [from, to] = [mask.data, face.data];
    for (let at = 0; at < from.length; at += 1) {
      const place = { x: at % reliefPatchSide, y: Math.floor(at / reliefPatchSide) };
      if (noseAt(place) < nosePlaces.height) continue;
      from[at] = 255;
      to[at] = 0;
    }
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
      const here = leftLens.toFocal(mapToPicture(from, track.left));
      const there = rightLens.toFocal(mapToPicture(to, track.right));
      const across = (track.left.x - middle.x) / span;
      const down = (track.left.y - middle.y) / span;
      return [here.x, here.y, there.x, there.y, across, down, noseAt(track.left)];
    }),
    eyes: {
      left: betweenEyes(left.landmarks) / leftLens.focal,
      right: betweenEyes(right.landmarks) / rightLens.focal,
    },
  };
}

function mapToPicture({ toPicture: map }: ReliefPatch, { x, y }: Point): Point {
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
