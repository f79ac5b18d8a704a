import type { ChallengeMode } from '../../../config/liveness.ts';
import type { Face, FacePatch } from '../../../vision/analysis.ts';
import type { DotPath } from '../../../protocol/messages.ts';
import { drawTrajectory } from './trajectory.ts';
import { ChallengeAttempt, type Pixels, type ChallengeState } from './challenge-attempt.ts';

/**
 * So many challenges are put in one sign-in, over all its links. An attacker with a film who cuts the
 * link, or waits, until the draw suits them, has no more chances than this.
 */
const maxDraws = 2;

/** When and how a frame came. */
interface Arrived extends Partial<Pixels> {
  /** The capture's nonce: what was answered under another one counts no more. */
  attemptId: string;
  /** Milliseconds, on any clock that only goes forwards. */
  at: number;
}

/** How a path is drawn, for frames that come at this distance (milliseconds). */
export type DrawTrajectory = (mode: ChallengeMode, frameMs?: number) => DotPath;

/**
 * Shows the dot to the visitor of one sign-in: another path for each attempt at its capture, and with
 * `active` once more where the first was not followed.
 */
export class Challenger {
  readonly #draw: DrawTrajectory;
  #mode: ChallengeMode;
  #attemptId: string | null = null;
  #attempt: ChallengeAttempt;
  /** The person in front of the camera in earlier attempts; once asked, the face that matched. */
  #known: Float32Array | null = null;
  #wanted = false;
  /** Paths that were shown to the visitor. */
  #put = 0;
  #isPut = false;
  #isInterrupted = false;
  /** When the latest frames arrived. */
  #arrivals: number[] = [];

  /** @param draw for tests that have to know what is asked */
  constructor(mode: ChallengeMode, draw: DrawTrajectory = drawTrajectory) {
    this.#mode = mode;
    this.#draw = draw;
    this.#attempt = new ChallengeAttempt(draw(mode));
  }

  get mode(): ChallengeMode {
    return this.#mode;
  }

  /** At most as many as there may be. */
  get challengeCount(): number {
    return Math.min(this.#put, maxDraws);
  }

  /** Whether the visitor is being asked to move. */
  get asking(): boolean {
    return this.#wanted;
  }

  /** Whether the visitor has seen one question only, which waits for its answer at this moment. */
  isFirstOpen(at: number): boolean {
    const isFirst = this.#wanted && this.#put === 1 && !this.#isInterrupted;
    return isFirst && this.#attempt.isUnanswered(at);
  }

  /** No one answers the question of now any more: the link was cut, and another one is to come. */
  interrupt(): void {
    this.#isInterrupted ||= this.#wanted;
  }

  /** @param times questions were put before, in parts of this sign-in of which nothing else is known */
  noteEarlierChallenges(times: number): void {
    this.#put += times;
  }

  /** See `ChallengeAttempt`. */
  get patchBefore(): FacePatch | null {
    return this.#wanted ? this.#attempt.patchBefore : null;
  }

  /** See `ChallengeAttempt`. */
  get patchAtStart(): FacePatch | null {
    return this.#wanted ? this.#attempt.patchAtStart : null;
  }

  get state(): ChallengeState {
    const { state } = this.#attempt;
    return this.#put > maxDraws && state.outcome === null
      ? { ...state, outcome: 'too_often' }
      : state;
  }

  /**
   * From now on the visitor is asked. Called again, it does nothing.
   * @param at milliseconds, on the clock of `see`
   * @param mode when it is to be another one than was thought
   * @param matched the face that has matched, which alone can answer
   */
  ask(
    at: number,
    mode: ChallengeMode = this.#mode,
    matched: Float32Array | null = this.#known,
  ): void {
    if (this.#wanted) return;
    this.#mode = mode;
    this.#known = matched;
    this.#attempt.putAnother(this.#draw(mode, this.#frameMs), at);
    this.#wanted = true;
    this.#put += 1;
    this.#isPut = true;
    this.#attempt.begin(at, matched);
  }

  /** Someone else stepped in front of the camera: what was seen of the person before them is not theirs. */
  faceChanged(face: Face, at: number): void {
    if (this.#wanted) return;
    this.#known = null;
    this.#attempt = new ChallengeAttempt(this.#draw(this.#mode, this.#frameMs));
    this.#attempt.see(face, true, at);
  }

  /** The path of the dot in the answer that now goes to the screen. The dot starts with the first such answer. */
  show(at: number, mayStart: boolean): DotPath | null {
    return this.#wanted ? this.#attempt.show(at, mayStart) : null;
  }

  /**
   * @param face the only one in its frame
   * @param isFrontal whether the frame is good enough to be compared
   */
  see(face: Face, isFrontal: boolean, { attemptId, at, ...pixels }: Arrived): ChallengeState {
    this.#attemptId ??= attemptId;
    this.#arrivals = [...this.#arrivals.slice(-8), at];
    if (attemptId !== this.#attemptId) {
      this.#attemptId = attemptId;
      if (!(this.#wanted && this.#known)) this.#known = this.#attempt.template ?? this.#known;
      this.#attempt = new ChallengeAttempt(this.#draw(this.#mode, this.#frameMs), this.#known);
      this.#isPut = false;
    }
    if (this.#wanted) this.#put += this.#isPut ? 0 : 1;
    this.#isPut = this.#wanted;
    if (this.#put > maxDraws) return this.state;
    if (this.#wanted) this.#attempt.begin(at);
    this.#attempt.see(face, isFrontal, at, pixels);
    if (this.#isMisunderstood()) {
      this.#put += 1;
      this.#attempt.putAnother(this.#draw(this.#mode, this.#frameMs), at);
    }
    return this.state;
  }

  /** Milliseconds between the frames of this camera, or of models that are slower. */
  get #frameMs(): number | undefined {
    const [first, last] = [this.#arrivals[0], this.#arrivals.at(-1)];
    const count = this.#arrivals.length - 1;
    return count < 3 ? undefined : (last! - first!) / count;
  }

  /** Nothing, or another way; and no one else. */
  #isMisunderstood(): boolean {
    const { outcome } = this.#attempt.state;
    const isAnswerless = outcome === 'too_slow' || outcome === 'not_followed';
    return this.#mode === 'active' && isAnswerless && this.#put < maxDraws;
  }
}
