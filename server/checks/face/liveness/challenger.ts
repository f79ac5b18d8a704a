import type { Face } from '../../../vision/analysis.ts';
import { drawChallenge, type Challenge } from './challenge.ts';
import { Trial, type TrialState } from './trial.ts';

/**
 * So many challenges are put in one sign-in. Whoever holds up a film and cuts the link until the draw
 * suits it has no more chances than this.
 */
const maxDraws = 2;

/** Puts a challenge to the visitor of one sign-in: a new one for each attempt at its capture. */
export class Challenger {
  readonly #draw: () => Challenge;
  #attemptId: string | null = null;
  #trial: Trial;
  /** Who was before the camera in the attempts before. */
  #known: Float32Array | null = null;
  #wanted = false;
  /** Challenges that the visitor has heard of. */
  #put = 0;
  #isPut = false;

  /** @param draw for tests that have to know what is asked */
  constructor(draw: () => Challenge = drawChallenge) {
    this.#draw = draw;
    this.#trial = new Trial(draw());
  }

  /** Whether the visitor is being asked to move. */
  get asking(): boolean {
    return this.#wanted;
  }

  get state(): TrialState {
    const { state } = this.#trial;
    return this.#put > maxDraws && state.outcome === null
      ? { ...state, outcome: 'too_often' }
      : state;
  }

  /** From the next frame on, the visitor is asked. Called again, it does nothing. */
  ask(): void {
    this.#wanted = true;
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
      this.#trial = new Trial(this.#draw(), this.#known);
      this.#isPut = false;
    }
    if (this.#wanted) this.#put += this.#isPut ? 0 : 1;
    this.#isPut = this.#wanted;
    if (this.#put > maxDraws) return this.state;
    if (this.#wanted) this.#trial.begin(at);
    this.#trial.see(face, isFrontal, at);
    return this.state;
  }
}
