import type { PairMeasure } from '../relief/pair-measure.ts';
import {
  ReliefSession,
  type PairMoment,
  type ReliefAnswer,
  type ReliefFault,
} from '../relief/relief-session.ts';
import type { RigGeometry } from '../relief/rig-geometry.ts';
import type { RigTally } from '../relief/knocked.ts';
import type { FaceGuidance } from './guidance.ts';

/** What has been shown of the shape of a face, by the dot or by a second camera. */
export type SeenShape = 'unknown' | 'head' | 'doubtful' | 'flat';

/** Pairs that fit before a face is called flat or doubtful. Until then, it may still turn out to be a head. */
const pairsForLess = 16;

/** The one instruction that lets the next pair be measured. */
const guidanceFor: Readonly<Record<ReliefFault, FaceGuidance>> = {
  no_face: 'centre',
  face_too_small: 'step_closer',
  too_little_texture: 'more_light',
  tracks_lost: 'hold_still',
  not_analysed: 'hold_still',
  beside: 'hold_still',
  torn: 'hold_still',
  wrong_size: 'hold_still',
  too_uncertain: 'step_closer',
  moving: 'hold_still',
};

/** Collects what two cameras show of one person's face. */
export class ReliefProof {
  readonly #rig: RigGeometry | null;
  #session: ReliefSession | null;
  #tally: RigTally = { fits: 0, misfits: 0 };

  /** @param rig null: how the cameras see each other is not known, so no face has a shape */
  constructor(rig: RigGeometry | null) {
    this.#rig = rig;
    this.#session = rig && new ReliefSession(rig);
  }

  /** Adds a pair, in the order of time. */
  add(measure: PairMeasure, moment: PairMoment): void {
    this.#session?.add(measure, moment);
  }

  /** Starts over when another person steps in front of the cameras: the earlier pairs are not theirs. */
  forget(): void {
    this.#tally = this.tally;
    this.#session = this.#rig && new ReliefSession(this.#rig);
  }

  /** @param isLast whether no more pairs follow */
  shape(isLast = false): SeenShape {
    if (!this.#session) return 'unknown';
    const { outcome, pairs } = this.#session.answer;
    if (outcome === 'alive') return 'head';
    if (outcome === 'not_measured') return 'unknown';
    return isLast || pairs >= pairsForLess ? outcome : 'unknown';
  }

  /** What the pairs show so far; null where the cameras are not known. */
  get answer(): ReliefAnswer | null {
    return this.#session?.answer ?? null;
  }

  /** What the visitor should change, while pairs are not measured; null: nothing. */
  get guidance(): FaceGuidance | null {
    const { answer } = this;
    const fault = answer?.outcome === 'not_measured' ? answer.fault : null;
    return fault && guidanceFor[fault];
  }

  /** How the pairs of the whole capture fit the rig. */
  get tally(): RigTally {
    const { fits, misfits } = this.#session?.tally ?? { fits: 0, misfits: 0 };
    return { fits: this.#tally.fits + fits, misfits: this.#tally.misfits + misfits };
  }
}
