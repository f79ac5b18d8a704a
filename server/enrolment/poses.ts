import { samePersonFloor } from '../people/similarity.ts';
import { dot } from '../people/similarity.ts';
import type { Guidance } from '../protocol/messages.ts';
import type { ModelInfo } from '../vision/analysis.ts';

/** How a person looks at the camera to be enrolled, one after the other. Left and right are their own. */
export const poses = ['straight', 'left', 'right'] as const;
export type Pose = (typeof poses)[number];

/**
 * In degrees of yaw. A visitor who signs in may be turned by up to 18, and at 15 to 20 the same person
 * scores half; so the views to either side lie where visitors do, and well within the photo gate's 30.
 * From 9 on a turn is no jitter of the model (some 5 degrees), and a picture that is turned instead of
 * a head reads 7 at most.
 */
const poseLimits = { straight: 10, turned: { least: 9, most: 20 } } as const;

/** @param turn in degrees from straight ahead, either way */
export function turnOf(turn: number): HeadTurn {
  if (Math.abs(turn) <= poseLimits.straight) return 'ahead';
  return Math.abs(turn) <= poseLimits.turned.most ? 'turned' : 'far';
}

/** What a turn lacks, or `fits`. */
export type Fit =
  | 'fits'
  | Extract<
      Guidance,
      'face_camera' | 'turn_a_little_left' | 'turn_a_little_right' | 'turn_back_a_little'
    >;

/**
 * @param yaw positive towards the person's left
 * @param ahead the yaw with which this person looks straight ahead at this camera
 */
export function fitOf(pose: Pose, yaw: number, ahead: number): Fit {
  if (pose === 'straight') return Math.abs(yaw) <= poseLimits.straight ? 'fits' : 'face_camera';
  const { least, most } = poseLimits.turned;
  const turn = pose === 'left' ? yaw - ahead : ahead - yaw;
  if (turn > most) return 'turn_back_a_little';
  if (turn >= least) return 'fits';
  return pose === 'left' ? 'turn_a_little_left' : 'turn_a_little_right';
}

/**
 * Frames further apart than this do not show that no one took the other's place. A busy machine delivers one a
 * second; what tells people apart is that each frame has to be like the one before.
 */
const continuousMs = 2000;
/** Frames in a row: one alone may be a slip of a model. */
const strikesForAnother = 3;

/** How far a head is turned: beyond the poses the model does not tell people apart. */
export type HeadTurn = 'ahead' | 'turned' | 'far';

/** Whose face a frame shows: the person who began, someone else, or unknown. */
export type PoseSight = 'same' | 'unsure' | 'another';

/**
 * One face throughout. A turned head scores half against the frontal one, as a stranger may, so a turned frame counts
 * only when it follows closely on a frame of the same person; a person who was lost from sight has to look straight
 * ahead again.
 */
export class OneFace {
  readonly #front: number;
  readonly #turned: number;
  readonly #anchor: Float32Array;
  #before: { template: Float32Array; at: number };
  #strikes = 0;

  /** @param anchor of the frontal frames @param at of the last of them, in milliseconds */
  constructor(model: ModelInfo, anchor: Float32Array, at: number) {
    this.#front = samePersonFloor(model);
    this.#turned = model.photoFloor > -1 ? model.photoFloor : model.threshold / 2;
    this.#anchor = anchor;
    this.#before = { template: anchor, at };
  }

  /** Frontal frames of one person are at least this much alike. */
  static frontalFloor(model: ModelInfo): number {
    return samePersonFloor(model);
  }

  see(template: Float32Array, turn: HeadTurn, at: number): PoseSight {
    const sight = this.#sight(template, turn, at);
    if (sight === 'same') {
      this.#strikes = 0;
      this.#before = { template, at };
      return 'same';
    }
    if (sight === 'another') this.#strikes += 1;
    return this.#strikes >= strikesForAnother ? 'another' : 'unsure';
  }

  // Written so that a broken score is never the same person's.
  #sight(template: Float32Array, turn: HeadTurn, at: number): PoseSight {
    const alike = dot(this.#anchor, template);
    if (turn === 'ahead') return alike >= this.#front ? 'same' : 'another';
    const isFollowing =
      at - this.#before.at <= continuousMs && dot(this.#before.template, template) >= this.#front;
    if (!isFollowing) return 'unsure';
    return turn === 'far' || alike >= this.#turned ? 'same' : 'another';
  }
}
