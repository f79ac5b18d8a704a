import { fuse } from '../../../people/similarity.ts';
import type { Face, HeadPose } from '../../../vision/analysis.ts';
import { lidOpening, meanShape, shapeOf, type Shape } from './head-shape.ts';

/** Frames that make up the reference. */
const enough = 3;
const most = 6;

/** How far a camera beside the screen may see a visitor from the side who looks straight ahead. */
const yawAhead = 16;
const openEyes = 0.5;

/** A visitor as seen from the front, to which every later frame of the challenge is compared. */
export interface Reference {
  shape: Shape;
  yaw: number;
  pitch: number;
  lidOpening: number;
  /** Unit length. */
  template: Float32Array;
}

/** Gathers the first frontal frames of a capture. */
export class Front {
  readonly #faces: Face[] = [];
  #reference: Reference | null = null;

  /** Null until there are frames enough. */
  get reference(): Reference | null {
    return this.#reference;
  }

  add(face: Face): void {
    const { headPose, eyesOpen } = face.quality;
    const isAhead = Math.abs(headPose.yaw) <= yawAhead && eyesOpen >= openEyes;
    if (!isAhead || this.#faces.length >= most) return;
    this.#faces.push(face);
    if (this.#faces.length >= enough) this.#reference = referenceOf(this.#faces);
  }
}

function referenceOf(faces: readonly Face[]): Reference {
  const mean = (value: (face: Face) => number) =>
    faces.reduce((sum, face) => sum + value(face), 0) / faces.length;
  const pose = (angle: keyof HeadPose) => mean(({ quality }) => quality.headPose[angle]);
  return {
    shape: meanShape(faces.map(({ landmarks68 }) => shapeOf(landmarks68))),
    yaw: pose('yaw'),
    pitch: pose('pitch'),
    lidOpening: mean(({ landmarks68 }) => lidOpening(landmarks68)),
    template: fuse(faces.map(({ template }) => template)),
  };
}
