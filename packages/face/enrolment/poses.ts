import type { ModelInfo } from '../analysis.ts';
import type { FaceGuidance } from '../judgement/guidance.ts';
import { dot, samePersonFloor } from '../search/similarity.ts';

/** The poses of an enrolment, in order. Left and right are the person's own. */
export const poses = ['straight', 'left', 'right'] as const;
export type Pose = (typeof poses)[number];

/**
 * Degrees of yaw. A person may be turned by up to 18 in a frame that counts, and at 15 to 20 the same person scores half. So the
 * side views cover that range, well within a photo's limit of 30. A turn of 9 or more is no jitter of
 * the model (some 5 degrees). A turned picture instead of a head reads 7 at most.
 */
const poseLimits = { straight: 10, turned: { least: 9, most: 20 } } as const;

/** @param turn in degrees from straight ahead, in either direction */
export function turnOf(turn: number): HeadTurn {
  if (Math.abs(turn) <= poseLimits.straight) return 'ahead';
  return Math.abs(turn) <= poseLimits.turned.most ? 'turned' : 'far';
}

/** The correction that a turn needs, or `fits`. */
export type Fit =
  | 'fits'
  | Extract<
      FaceGuidance,
      'face_camera' | 'turn_a_little_left' | 'turn_a_little_right' | 'turn_back_a_little'
    >;

/**
 * @param yaw positive towards the person's left
 * @param ahead the yaw at which this person looks straight ahead at this camera
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
 * After a longer gap between frames, another person may have taken the place. A busy machine delivers one frame a
 * second. Within the gap, each frame must match the one before.
 */
const continuousMs = 2000;
/** Frames in a row, because a single one may be an error of the model. */
const strikesForAnother = 3;

/** How far a head is turned. Beyond the poses, the model cannot tell people apart. */
export type HeadTurn = 'ahead' | 'turned' | 'far';

/** Whose face a frame shows: the same person, another one, or unknown. */
export type PoseSight = 'same' | 'unsure' | 'another';

/**
 * Checks that the frames show one face throughout. A turned head scores half against the frontal one, as a stranger
 * may. So a turned frame counts only shortly after a frame of the same person. After a gap, the person must look
 * straight ahead again.
 */
export class OneFace {
  readonly #front: number;
  readonly #turned: number;
  readonly #anchor: Float32Array;
  #before: { template: Float32Array; at: number };
  #strikes = 0;

  /** @param anchor template of the frontal frames @param at time of the last of them, in milliseconds */
  constructor(model: ModelInfo, anchor: Float32Array, at: number) {
    this.#front = samePersonFloor(model);
    this.#turned = model.photoFloor > -1 ? model.photoFloor : model.threshold / 2;
    this.#anchor = anchor;
    this.#before = { template: anchor, at };
  }

  /** Minimum score between frontal frames of one person. */
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

  // Written so that a score of NaN never counts as the same person.
  #sight(template: Float32Array, turn: HeadTurn, at: number): PoseSight {
    const alike = dot(this.#anchor, template);
    if (turn === 'ahead') return alike >= this.#front ? 'same' : 'another';
    const isFollowing =
      at - this.#before.at <= continuousMs && dot(this.#before.template, template) >= this.#front;
    if (!isFollowing) return 'unsure';
    return turn === 'far' || alike >= this.#turned ? 'same' : 'another';
  }
}
