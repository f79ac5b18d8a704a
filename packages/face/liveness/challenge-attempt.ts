import type { Face, FacePatch, Parallax } from '../analysis.ts';
import { dot } from '../search/similarity.ts';
import type { Trajectory } from './trajectory.ts';
import {
  compareTrajectory,
  trajectoryLimits,
  trajectoryFault,
  type TrajectoryFault,
} from './compare-trajectory.ts';
import type { ParallaxSample } from './depth.ts';
import { FrontalReferenceBuilder, movementOf, type Movement } from './frontal-reference.ts';
import { durationOf } from './trajectory.ts';

/** The visitor's present instruction. */
type Ask = 'follow_dot' | 'face_camera';

type ChallengeFailure =
  /** A frame shows another person than the frames before it. */
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
  /** Another person appeared, or the link was lost too often. A misunderstood challenge is not suspicious. */
  suspicious: boolean;
  /** Whether the newest frame shows the visitor from the front. */
  front: boolean;
  /** What was wrong with the course, for measurements. */
  fault: TrajectoryFault | null;
}

const challengeLimits = {
  /** Time for the visitor to face the camera, before the dot starts and after it is back. */
  beforeMs: 6000,
  afterMs: 1300,
  /** Minimum cosine to the frontal frames: frontal frames, any frames. Seven people turned by 16 to 33° have 0.45. */
  sameFront: 0.5,
  same: 0.38,
  /** Cosine to the previous frame, within `continuousMs`. One man who turns: 0.74 at least. */
  sameAsBefore: 0.5,
  continuousMs: 500,
} as const;

/** The parts of a frame that later frames are compared with. */
interface Before {
  template: Float32Array;
  patch: FacePatch;
  at: number;
}

/** One path for one visitor in one capture. Receives every frame that has a single face. */
export class ChallengeAttempt {
  #path: Trajectory;
  #known: Float32Array | null;
  readonly #front = new FrontalReferenceBuilder();
  #begun = false;
  /** Whether the dot starts with the next answer. */
  #isDue = false;
  /** When this path began to wait for the visitor to face the camera. */
  #since = 0;
  #startedAt: number | null = null;
  #course: ParallaxSample[] = [];
  #seenAt = 0;
  #isFront = true;
  #outcome: ChallengeState['outcome'] = null;
  #fault: TrajectoryFault | null = null;
  #before: Before | null = null;

  /** @param known the template of the required face, seen from the front */
  constructor(path: Trajectory, known: Float32Array | null = null) {
    this.#path = path;
    this.#known = known;
  }

  /** Template of the visitor's frontal frames; null before there are enough. */
  get template(): Float32Array | null {
    return this.#front.reference?.template ?? null;
  }

  /** The patch that the next frame is compared with, pixel by pixel; null while no dot moves. */
  get patchBefore(): FacePatch | null {
    return this.#startedAt === null ? null : (this.#before?.patch ?? null);
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
    };
  }

  get #wholeMs(): number {
    return durationOf(this.#path) + trajectoryLimits.delay.most;
  }

  /** Whether the challenge still waits for an answer, and is in time. */
  isUnanswered(at: number): boolean {
    return this.#outcome === null && !this.#isLate(at);
  }

  /**
   * Begins the challenge: from now on the frames have to answer.
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
   * Returns the path for the next message to the screen. The dot starts with the first such message.
   * @param mayStart whether no other guidance has to be shown first
   */
  show(at: number, mayStart: boolean): Trajectory | null {
    if (this.#isDue && mayStart) [this.#startedAt, this.#isDue] = [at, false];
    return this.#startedAt === null ? null : this.#path;
  }

  /** Puts another path to the same visitor. Their frontal reference still counts. */
  putAnother(path: Trajectory, at: number): void {
    this.#path = path;
    this.#outcome = null;
    this.#fault = null;
    this.#course = [];
    this.#startedAt = null;
    this.#isDue = false;
    this.#since = at;
  }

  /**
   * @param face the only face in its frame
   * @param isFrontal whether the frame is good enough to be compared
   * @param at when the frame arrived, in milliseconds
   * @param parallax from `patchBefore` to this frame; null where it is not known
   */
  see(
    face: Face,
    isFrontal: boolean,
    at: number,
    parallax: Parallax | null = null,
  ): ChallengeState {
    if (this.#outcome === null) this.#weigh(face, isFrontal, at, parallax);
    return this.state;
  }

  #weigh(face: Face, isFrontal: boolean, at: number, parallax: Parallax | null): void {
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
    const { template, patch } = face;
    this.#before = { template, patch, at };
    if (!this.#begun) return;
    if (!isSame) this.#outcome = 'another_person';
    else if (this.#startedAt === null) this.#awaitFront(movement, at);
    else {
      const { x, y } = movement;
      const moved = { x, y, parallax, at: at - this.#startedAt };
      this.#follow(moved, movement.front && isFrontal);
    }
  }

  #isSamePerson(face: Face, movement: Movement, at: number): boolean {
    const { same, sameFront, sameAsBefore, continuousMs } = challengeLimits;
    // A reference of several frames may mix two people, but the required face is of one person.
    const cosine = this.#known ? dot(this.#known, face.template) : movement.cosine;
    // Written so that a score of NaN counts as another person.
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

  /** Judges the course in a frontal frame at its end, which ties the course to the face that matched. */
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
    if (this.#fault === null && isBack) this.#outcome = 'passed';
    else if (isLast) this.#outcome = 'not_followed';
  }
}
