import { dot } from '../../../people/similarity.ts';
import type { Face } from '../../../vision/analysis.ts';
import type { Action, Challenge } from './challenge.ts';
import { Front } from './front.ts';
import { movementOf, type Movement } from './movement.ts';
import { Repetition } from './repetition.ts';

/** What the visitor is asked now. */
export type Ask = Action | 'face_camera';

type TrialFailure =
  /** A frame shows somebody else than the frames before. */
  | 'another_person'
  /** Another movement than the one asked for: a recording does not hear the question. */
  | 'wrong_movement'
  /** A movement was already under way when it was asked for, again and again. */
  | 'too_soon'
  | 'repeated'
  | 'too_slow'
  /** The link was lost so often that enough was asked. */
  | 'too_often';

export interface TrialState {
  ask: Ask;
  /** 0 to 1. */
  progress: number;
  outcome: 'passed' | TrialFailure | null;
  /** Something flat, bent or recorded, or another person, was seen; no misunderstanding is. */
  suspicious: boolean;
  /** Whether the newest frame shows the visitor from the front. */
  front: boolean;
}

export const trialLimits = {
  /** For each stage: to be at the front, to move, to be back. Shorter where there is one step only. */
  stepMs: 7000,
  onlyStepMs: 5000,
  /** No one answers a question faster: what is under way by then began before it. */
  reactionMs: 250,
  /** And no one's head has turned sooner after that: a film is cut to where it suits. */
  movingMs: 150,
  /** How often that may be. */
  tooSoon: 3,
  /** Frames in a row for each stage: one frame alone may be a slip of a model. */
  frames: 2,
  /** Cosine to the frontal frames: of a frontal frame, and of any. Seven people turned by 16 to 33°: 0.45 at least. */
  sameFront: 0.5,
  same: 0.38,
  /** To the frame before, within `continuousMs`. One man who turns: 0.74 at least. */
  sameAsBefore: 0.5,
  continuousMs: 500,
  /** Frames that move like a picture before it is one. */
  flat: 2,
} as const;

type Stage = 'before' | 'asked' | 'back';

/** What somebody does who did not understand. */
const misunderstandings: readonly TrialState['outcome'][] = ['too_slow', 'wrong_movement'];

/** One challenge, put to one visitor in one capture. Fed with every frame that has a single face. */
export class Trial {
  #challenge: Challenge;
  readonly #known: Float32Array | null;
  readonly #front = new Front();
  readonly #repetition = new Repetition();
  #begun = false;
  #step = 0;
  #stage: Stage = 'before';
  #since = 0;
  #isTold = false;
  #inRow = 0;
  #wrong = 0;
  #tooSoon = 0;
  #flat = 0;
  #isFront = true;
  #outcome: TrialState['outcome'] = null;
  #before: { template: Float32Array; at: number } | null = null;

  /** @param known the frontal template of an earlier trial, with which this one has to agree */
  constructor(challenge: Challenge, known: Float32Array | null = null) {
    this.#challenge = challenge;
    this.#known = known;
  }

  /** Of the visitor's frontal frames, once there are enough. */
  get template(): Float32Array | null {
    return this.#front.reference?.template ?? null;
  }

  get state(): TrialState {
    const stages = { before: 0, asked: 1, back: 2 };
    const done = this.#step + (this.#begun ? stages[this.#stage] / 3 : 0);
    const failed =
      this.#outcome !== null &&
      this.#outcome !== 'passed' &&
      !misunderstandings.includes(this.#outcome);
    return {
      front: this.#isFront,
      ask: this.#stage === 'asked' ? this.#action : 'face_camera',
      progress: Math.min(1, done / this.#challenge.length),
      outcome: this.#outcome,
      suspicious: this.#flat >= trialLimits.flat || failed,
    };
  }

  /** Whether it is asked still, in time, and no movement was seen that was asked for. */
  isUnanswered(at: number): boolean {
    const hasMoved = this.#step > 0 || this.#stage === 'back';
    return this.#outcome === null && !this.state.suspicious && !hasMoved && !this.#isLate(at);
  }

  /** From now on questions are asked, and the frames have to answer them. */
  begin(at: number): void {
    if (this.#begun) return;
    this.#begun = true;
    // Who is seen from the front by now need not be told to look ahead.
    const isAhead = this.#front.reference !== null && this.#isFront;
    this.#enter(isAhead ? 'asked' : 'before', at);
  }

  /** The question of now went out to the visitor: what they do in answer begins after that. */
  told(at: number): void {
    if (this.#stage !== 'asked' || this.#isTold) return;
    this.#isTold = true;
    this.#since = at;
  }

  /** Another challenge to the same visitor in place of this one. What was seen of them still counts. */
  putAnother(challenge: Challenge, at: number): void {
    this.#challenge = challenge;
    this.#step = 0;
    this.#outcome = null;
    this.#enter('before', at);
  }

  /**
   * @param face the only one in its frame
   * @param isFrontal whether the frame is good enough to be compared
   * @param at when it arrived, in milliseconds
   */
  see(face: Face, isFrontal: boolean, at: number): TrialState {
    if (this.#outcome === null) this.#weigh(face, isFrontal, at);
    return this.state;
  }

  get #action(): Action {
    return this.#challenge[Math.min(this.#step, this.#challenge.length - 1)] as Action;
  }

  #weigh(face: Face, isFrontal: boolean, at: number): void {
    if (isFrontal && !(this.#begun && this.#front.reference)) this.#front.add(face);
    const { reference } = this.#front;
    if (!reference) return;
    if (this.#known && !(dot(this.#known, reference.template) >= trialLimits.sameFront)) {
      this.#outcome = 'another_person';
      return;
    }
    const movement = movementOf(reference, face);
    this.#isFront = movement.front;
    if (movement.flat) this.#flat += 1;
    const isRepeated = this.#repetition.add(face);
    const isSame = this.#isSamePerson(face, movement, at);
    this.#before = { template: face.template, at };
    if (!this.#begun) return;
    if (!isSame) this.#outcome = 'another_person';
    else if (isRepeated) this.#outcome = 'repeated';
    else if (this.#isLate(at)) this.#outcome = 'too_slow';
    else this.#advance(movement, isFrontal, at);
  }

  #isSamePerson(face: Face, movement: Movement, at: number): boolean {
    const { same, sameFront, sameAsBefore, continuousMs } = trialLimits;
    // Written so that a broken score is another person.
    if (!(movement.cosine >= (movement.front ? sameFront : same))) return false;
    if (!this.#before || at - this.#before.at > continuousMs) return true;
    const likeBefore = dot(this.#before.template, face.template);
    return likeBefore >= sameAsBefore;
  }

  #isLate(at: number): boolean {
    const { stepMs, onlyStepMs } = trialLimits;
    return at - this.#since > (this.#challenge.length === 1 ? onlyStepMs : stepMs);
  }

  #advance(movement: Movement, isFrontal: boolean, at: number): void {
    if (this.#isWrong(movement)) {
      this.#outcome = 'wrong_movement';
      return;
    }
    if (this.#stage === 'asked') this.#awaitMovement(movement, at);
    else if (this.#isBack(movement, isFrontal)) this.#atFront(at);
  }

  #awaitMovement({ front, done }: Movement, at: number): void {
    const { reactionMs, movingMs } = trialLimits;
    const sinceAsked = at - this.#since;
    if (sinceAsked < (done === null ? reactionMs : reactionMs + movingMs)) {
      if (!front) this.#moveTooSoon(at);
      return;
    }
    if (front) this.#inRow = 0;
    else if (done === this.#action && this.#count(true)) this.#enter('back', at);
  }

  #moveTooSoon(at: number): void {
    this.#tooSoon += 1;
    this.#enter('before', at);
    if (this.#tooSoon >= trialLimits.tooSoon) this.#outcome = 'too_soon';
  }

  /** After the only movement one good frame is enough, which ties it to the face that matched. */
  #isBack({ front }: Movement, isFrontal: boolean): boolean {
    const isRow = this.#count(front);
    return isRow || (this.#stage === 'back' && this.#challenge.length === 1 && front && isFrontal);
  }

  #atFront(at: number): void {
    if (this.#stage === 'back') this.#step += 1;
    if (this.#step < this.#challenge.length) this.#enter('asked', at);
    else this.#outcome = 'passed';
  }

  /** Whoever has not been asked yet may look wherever they like. */
  #isWrong({ towards }: Movement): boolean {
    const isFree = towards === null || this.#stage === 'before' || towards === this.#action;
    this.#wrong = isFree ? 0 : this.#wrong + 1;
    return this.#wrong >= trialLimits.frames;
  }

  #count(fits: boolean): boolean {
    this.#inRow = fits ? this.#inRow + 1 : 0;
    return this.#inRow >= trialLimits.frames;
  }

  #enter(stage: Stage, at: number): void {
    this.#stage = stage;
    this.#since = at;
    this.#isTold = false;
    this.#inRow = 0;
    this.#wrong = 0;
  }
}
