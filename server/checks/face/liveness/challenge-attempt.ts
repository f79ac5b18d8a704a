import { dot } from '../../../people/similarity.ts';
import type { DotPath } from '../../../protocol/messages.ts';
import type {
  Alteration,
  Face,
  FacePatch,
  Point,
  Scene,
  Parallax,
} from '../../../vision/analysis.ts';
import { alterationSample } from './alteration.ts';
import {
  compareTrajectory,
  trajectoryLimits,
  trajectoryFault,
  type TrajectoryFault,
} from './compare-trajectory.ts';
import type { ParallaxSample } from './depth.ts';
import { FrontalReferenceBuilder, movementOf, type Movement } from './frontal-reference.ts';
import { durationOf } from './trajectory.ts';
import { likenessOf, stoodStill, type Sight } from './surroundings.ts';

/** What the visitor is asked now. */
type Ask = 'follow_dot' | 'face_camera';

type ChallengeFailure =
  /** A frame shows someone else than the frames before. */
  | 'another_person'
  /** The dot went one way and the head another, or none. */
  | 'not_followed'
  /** Did not look ahead, so that nothing could be asked. */
  | 'too_slow'
  /** The link was lost so often that enough was asked. */
  | 'too_often';

export interface ChallengeState {
  ask: Ask;
  /** 0 to 1. */
  progress: number;
  outcome: 'passed' | ChallengeFailure | null;
  /** Another person was seen; no misunderstanding is. */
  suspicious: boolean;
  /** Whether the newest frame shows the visitor from the front. */
  front: boolean;
  /** What was wrong with the course, for measurements. */
  fault: TrajectoryFault | null;
  /** What is beside the visitor was seen, and stood still while the head turned. */
  roomStoodStill: boolean;
}

const challengeLimits = {
  /** To be at the front before the dot starts, and after it is back. */
  beforeMs: 6000,
  afterMs: 1300,
  /** Cosine to the frontal frames: of a frontal frame, and of any. Seven people turned by 16 to 33°: 0.45 at least. */
  sameFront: 0.5,
  same: 0.38,
  /** To the frame before, within `continuousMs`. One man who turns: 0.74 at least. */
  sameAsBefore: 0.5,
  continuousMs: 500,
} as const;

/** What a frame says without a model of faces. */
export interface Pixels {
  /** From `patchBefore` to it; null where that is not known. */
  parallax: Parallax | null;
  /** From `patchAtStart` to it; null where that is not known. */
  alteration: Alteration | null;
  /** The whole frame; null where only a head is modelled. */
  scene: Scene | null;
}

/** What is kept of a frame to compare later ones with. */
interface Before {
  template: Float32Array;
  patch: FacePatch;
  at: number;
  sight: Sight | null;
  /** Where the head pointed, in degrees. */
  pointed: Point;
}

const unknown: Pixels = { parallax: null, alteration: null, scene: null };

/** One path, put to one visitor in one capture. Fed with every frame that has a single face. */
export class ChallengeAttempt {
  #path: DotPath;
  #known: Float32Array | null;
  readonly #front = new FrontalReferenceBuilder();
  #begun = false;
  /** The dot is to start with the next answer. */
  #isDue = false;
  /** When it started, or when this trial began to wait for the visitor to look ahead. */
  #since = 0;
  #startedAt: number | null = null;
  #course: ParallaxSample[] = [];
  #seenAt = 0;
  #isFront = true;
  #outcome: ChallengeState['outcome'] = null;
  #fault: TrajectoryFault | null = null;
  #roomStoodStill = false;
  #before: Before | null = null;
  /** The frame before the dot moved. */
  #start: Before | null = null;

  /** @param known the face that this has to be, as seen from the front */
  constructor(path: DotPath, known: Float32Array | null = null) {
    this.#path = path;
    this.#known = known;
  }

  /** Of the visitor's frontal frames, once there are enough. */
  get template(): Float32Array | null {
    return this.#front.reference?.template ?? null;
  }

  /** What the next frame is compared with, pixel by pixel; null while no dot moves. */
  get patchBefore(): FacePatch | null {
    return this.#startedAt === null ? null : (this.#before?.patch ?? null);
  }

  /** What the frames of the dot are compared with, place by place; null while none moves. */
  get patchAtStart(): FacePatch | null {
    return this.#startedAt === null ? null : (this.#start?.patch ?? null);
  }

  get state(): ChallengeState {
    const isPut = this.#isDue || this.#startedAt !== null;
    const share = this.#startedAt === null ? 0 : (this.#seenAt - this.#startedAt) / this.#wholeMs;
    return {
      front: this.#isFront,
      ask: isPut ? 'follow_dot' : 'face_camera',
      progress: this.#outcome === 'passed' ? 1 : Math.min(1, Math.max(0, share)),
      outcome: this.#outcome,
      suspicious: this.#outcome === 'another_person' || this.#outcome === 'too_often',
      fault: this.#fault,
      roomStoodStill: this.#outcome === 'passed' && this.#roomStoodStill,
    };
  }

  get #wholeMs(): number {
    return durationOf(this.#path) + trajectoryLimits.delay.most;
  }

  /** Whether it is asked still, in time. */
  isUnanswered(at: number): boolean {
    return this.#outcome === null && !this.#isLate(at);
  }

  /**
   * From now on the visitor is asked, and the frames have to answer.
   * @param known see the constructor
   */
  begin(at: number, known: Float32Array | null = this.#known): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#known = known;
    this.#since = at;
    this.#isDue = this.#front.reference !== null && this.#isFront;
  }

  /**
   * The path of the dot in the answer that now goes to the screen. The dot starts with the first such answer.
   * @param mayStart whether nothing has to be said first
   */
  show(at: number, mayStart: boolean): DotPath | null {
    if (this.#isDue && mayStart) {
      [this.#startedAt, this.#isDue] = [at, false];
      this.#start = this.#before;
    }
    return this.#startedAt === null ? null : this.#path;
  }

  /** Another path to the same visitor instead of this one. What was seen of them still counts. */
  putAnother(path: DotPath, at: number): void {
    this.#path = path;
    this.#outcome = null;
    this.#fault = null;
    this.#course = [];
    this.#startedAt = null;
    this.#isDue = false;
    this.#since = at;
  }

  /**
   * @param face the only one in its frame
   * @param isFrontal whether the frame is good enough to be compared
   * @param at when it arrived, in milliseconds
   */
  see(face: Face, isFrontal: boolean, at: number, pixels: Partial<Pixels> = {}): ChallengeState {
    if (this.#outcome === null) this.#weigh(face, isFrontal, at, { ...unknown, ...pixels });
    return this.state;
  }

  #weigh(face: Face, isFrontal: boolean, at: number, pixels: Pixels): void {
    if (isFrontal && !(this.#begun && this.#front.reference)) this.#front.add(face);
    const { reference } = this.#front;
    if (!reference) return;
    if (this.#known && !(dot(this.#known, reference.template) >= challengeLimits.sameFront)) {
      this.#outcome = 'another_person';
      return;
    }
    const movement = movementOf(reference, face);
    this.#isFront = movement.front;
    this.#seenAt = at;
    const isSame = this.#isSamePerson(face, movement, at);
    const { parallax, scene } = pixels;
    const { template, patch, box } = face;
    const sight = scene && { scene, box };
    const pointed = { x: movement.x, y: movement.y };
    this.#before = { template, patch, at, sight, pointed };
    if (!this.#begun) return;
    if (!isSame) this.#outcome = 'another_person';
    else if (this.#startedAt === null) this.#awaitFront(movement, at);
    else {
      const { sight: sightBefore = null, pointed: from = pointed } = this.#start ?? {};
      const beside = sight && sightBefore && likenessOf(sightBefore, sight);
      const alteration = pixels.alteration && alterationSample(pixels.alteration, from, pointed);
      const moved = { ...pointed, parallax, beside, alteration, at: at - this.#startedAt };
      this.#follow(moved, movement.front && isFrontal);
    }
  }

  #isSamePerson(face: Face, movement: Movement, at: number): boolean {
    const { same, sameFront, sameAsBefore, continuousMs } = challengeLimits;
    // A reference of several frames may be of two people; whom it has to be is one.
    const cosine = this.#known ? dot(this.#known, face.template) : movement.cosine;
    // Written so that a broken score is another person.
    if (!(cosine >= (movement.front ? sameFront : same))) return false;
    if (!this.#before || at - this.#before.at > continuousMs) return true;
    return dot(this.#before.template, face.template) >= sameAsBefore;
  }

  #isLate(at: number): boolean {
    if (this.#startedAt === null) return at - this.#since > challengeLimits.beforeMs;
    return at - this.#startedAt > durationOf(this.#path) + challengeLimits.afterMs;
  }

  #awaitFront({ front }: Movement, at: number): void {
    if (front) this.#isDue = true;
    else if (this.#isLate(at)) this.#outcome = 'too_slow';
  }

  /** Judged when the visitor is back at the front, in a frame that ties the course to the face that matched. */
  #follow(moved: ParallaxSample, isBack: boolean): void {
    const { at } = moved;
    if (at < 0) return;
    this.#course.push(moved);
    const end = durationOf(this.#path);
    if (at < end + trajectoryLimits.delay.least) return;
    const isLast = at > end + challengeLimits.afterMs;
    if (!isBack && !isLast) return;
    const course = compareTrajectory(this.#path, this.#course);
    this.#fault = trajectoryFault(course);
    this.#roomStoodStill = stoodStill(course.surroundings);
    if (this.#fault === null && isBack) this.#outcome = 'passed';
    else if (isLast) this.#outcome = 'not_followed';
  }
}
