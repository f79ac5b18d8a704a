import { dot, fuse } from '../search/similarity.ts';
import type { Face, HeadPose } from '../analysis.ts';
import { shapeOf, HeadFits, meanShape } from './head-motion.ts';

/** Frames that make up the reference. */
const enough = 3;
const most = 6;

/** Largest yaw of a visitor who looks straight ahead, because the camera may be beside the screen. */
const yawAhead = 16;
/**
 * A frame counts as a blink when its eyes are less open than this share of the person's own median. The model calls the
 * open eyes of some people closed: 79 of 90 frames of one man are below 0.5.
 */
const blinkShare = 0.5;
/** A frame that is this many degrees nearer to the front replaces the least frontal one. */
const nearerBy = 2;

/** The visitor seen from the front. Every later frame of the challenge is compared with it. */
export interface FrontalReference {
  fits: HeadFits;
  yaw: number;
  pitch: number;
  /** Unit length. */
  template: Float32Array;
}

/** Gathers the frames of a capture in which the visitor looks ahead. */
export class FrontalReferenceBuilder {
  readonly #faces: Face[] = [];
  /** How open the eyes were, frame by frame. */
  readonly #openness: number[] = [];
  #reference: FrontalReference | null = null;

  /** Null until there are enough frames. */
  get reference(): FrontalReference | null {
    return this.#reference;
  }

  add(face: Face): void {
    if (aside(face) > yawAhead || this.#isBlink(face)) return;
    if (this.#faces.length >= most) {
      const furthest = this.#faces.reduce((one, other) =>
        aside(other) > aside(one) ? other : one,
      );
      if (aside(face) > aside(furthest) - nearerBy) return;
      this.#faces.splice(this.#faces.indexOf(furthest), 1);
    }
    this.#faces.push(face);
    if (this.#faces.length >= enough) this.#reference = referenceOf(this.#faces);
  }

  #isBlink({ quality: { eyesOpen } }: Face): boolean {
    this.#openness.push(eyesOpen);
    return eyesOpen < blinkShare * median(this.#openness);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!;
}

function aside(face: Face): number {
  return Math.abs(face.quality.headPose.yaw);
}

function referenceOf(faces: readonly Face[]): FrontalReference {
  const mean = (value: (face: Face) => number) =>
    faces.reduce((sum, face) => sum + value(face), 0) / faces.length;
  const pose = (angle: keyof HeadPose) => mean(({ quality }) => quality.headPose[angle]);
  return {
    fits: new HeadFits(meanShape(faces.map(({ landmarks68 }) => shapeOf(landmarks68)))),
    yaw: pose('yaw'),
    pitch: pose('pitch'),
    template: fuse(faces.map(({ template }) => template)),
  };
}

/** How a frame differs from the visitor's frontal frames. */
export interface Movement {
  /** Whether the face is seen from the front, apart from small movements such as talking and breathing. */
  front: boolean;
  /** Degrees to the image's right and up, by the landmarks; see `HeadFits`. */
  x: number;
  y: number;
  /** Cosine to the frontal frames. */
  cosine: number;
}

/** In degrees, by the landmarks, because the pose model misjudges some people. */
const frontal = { x: 8, y: 9 };

export function movementOf(reference: FrontalReference, face: Face): Movement {
  const parallax = reference.fits.parallaxTo(shapeOf(face.landmarks68));
  const x = degrees(parallax.x);
  const y = degrees(-parallax.y);
  return {
    front: Math.abs(x) <= frontal.x && Math.abs(y) <= frontal.y,
    x,
    y,
    cosine: dot(reference.template, face.template),
  };
}

/** @param sine may be slightly beyond 1 for something that is not a head */
function degrees(sine: number): number {
  return (Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI;
}
