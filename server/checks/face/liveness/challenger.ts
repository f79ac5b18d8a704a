import type { ChallengeMode } from '../../../config/liveness.ts';
import type { Face } from '../../../vision/analysis.ts';
import { drawChallenge, type Challenge } from './challenge.ts';
import { Trial, type TrialState } from './trial.ts';

/**
 * So many challenges are put in one sign-in, over all its links. Whoever holds up a film and cuts the
 * link, or waits, until the draw suits it has no more chances than this.
 */
const maxDraws = 2;

/**
 * Puts a challenge to the visitor of one sign-in: a new one for each attempt at its capture, and with
 * `active` another one where the first was not understood.
 */
export class Challenger {
  readonly #draw: (mode: ChallengeMode) => Challenge;
  #mode: ChallengeMode;
  #attemptId: string | null = null;
  #trial: Trial;
  /** Who was before the camera in the attempts before. */
  #known: Float32Array | null = null;
  #wanted = false;
  /** Challenges that the visitor has heard of. */
  #put = 0;
  #isPut = false;
  #isInterrupted = false;

  /** @param draw for tests that have to know what is asked */
  constructor(mode: ChallengeMode, draw: (mode: ChallengeMode) => Challenge = drawChallenge) {
    this.#mode = mode;
    this.#draw = draw;
    this.#trial = new Trial(draw(mode));
  }

  get mode(): ChallengeMode {
    return this.#mode;
  }

  /** Whether the visitor is being asked to move. */
  get asking(): boolean {
    return this.#wanted;
  }

  /** Whether the visitor has seen one question only, which waits for its answer at this moment. */
  isFirstOpen(at: number): boolean {
    const isFirst = this.#wanted && this.#put === 1 && !this.#isInterrupted;
    return isFirst && this.#trial.isUnanswered(at);
  }

  /** No one answers the question of now any more: the link was cut, and another one is to come. */
  interrupt(): void {
    this.#isInterrupted ||= this.#wanted;
  }

  /** @param times questions were put before, in parts of this sign-in of which nothing else is known */
  wasAskedBefore(times: number): void {
    this.#put += times;
  }

  get state(): TrialState {
    const { state } = this.#trial;
    return this.#put > maxDraws && state.outcome === null
      ? { ...state, outcome: 'too_often' }
      : state;
  }

  /**
   * From now on the visitor is asked. Called again, it does nothing.
   * @param at milliseconds, on the clock of `see`
   * @param mode when it is to be another one than was thought
   */
  ask(at: number, mode: ChallengeMode = this.#mode): void {
    if (this.#wanted) return;
    if (mode !== this.#mode) {
      this.#mode = mode;
      this.#trial.putAnother(this.#draw(mode), at);
    }
    this.#wanted = true;
    this.#put += 1;
    this.#isPut = true;
    this.#trial.begin(at);
  }

  /** The question of now was sent to the screen: an answer begins later. */
  told(at: number): void {
    this.#trial.told(at);
  }

  /**
   * @param attemptId the capture's nonce: what was answered under another one counts no more
   * @param at milliseconds on any clock that only goes forwards
   */
  see(face: Face, isFrontal: boolean, attemptId: string, at: number): TrialState {
    this.#attemptId ??= attemptId;
    if (attemptId !== this.#attemptId) {
      this.#attemptId = attemptId;
      this.#known = this.#trial.template ?? this.#known;
      this.#trial = new Trial(this.#draw(this.#mode), this.#known);
      this.#isPut = false;
    }
    if (this.#wanted) this.#put += this.#isPut ? 0 : 1;
    this.#isPut = this.#wanted;
    if (this.#put > maxDraws) return this.state;
    if (this.#wanted) this.#trial.begin(at);
    this.#trial.see(face, isFrontal, at);
    if (this.#isMisunderstood()) {
      this.#put += 1;
      this.#trial.putAnother(this.#draw(this.#mode), at);
    }
    return this.state;
  }

  /** Nothing, or another movement; and nothing that a film or another person would do. */
  #isMisunderstood(): boolean {
    const { outcome, suspicious } = this.#trial.state;
    const isAnswerless = outcome === 'too_slow' || outcome === 'wrong_movement';
    return this.#mode === 'active' && isAnswerless && !suspicious && this.#put < maxDraws;
  }
}
