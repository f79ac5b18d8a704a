import type { Face, FacePatch, Parallax } from '../analysis.ts';
import type { Trajectory } from './trajectory.ts';
import { drawTrajectory } from './trajectory.ts';
import { ChallengeAttempt, type ChallengeState } from './challenge-attempt.ts';

/**
 * Maximum challenges in one sign-in, over all its links. An attacker with a film could otherwise cut the link,
 * or wait, until a path is drawn that fits the film.
 */
const maxDraws = 2;

/** When a frame arrived, and in which capture attempt. */
interface Arrived {
  /** The nonce of the capture attempt: frames of an earlier attempt no longer count. */
  attemptId: string;
  /** Milliseconds of any monotonic clock. */
  at: number;
  /** Parallax from `patchBefore` to this frame; null where it is not known. */
  parallax?: Parallax | null;
}

/** Draws a path for a camera that delivers one frame in `frameMs` milliseconds. */
export type DrawTrajectory = (frameMs?: number) => Trajectory;

/**
 * Shows the dot to the visitor of one sign-in. Each capture attempt gets another path. A visitor who did not follow
 * the first path gets a second one.
 */
export class Challenger {
  readonly #draw: DrawTrajectory;
  #attemptId: string | null = null;
  #attempt: ChallengeAttempt;
  /** The person in earlier capture attempts. During a challenge: the face that matched. */
  #known: Float32Array | null = null;
  #wanted = false;
  /** Number of paths that were shown to the visitor. */
  #put: number;
  #isPut = false;
  #isInterrupted = false;
  /** Arrival times of the latest frames. */
  #arrivals: number[] = [];

  /**
   * @param draw for tests that have to know the path
   * @param earlier number of challenges that other instances put in this sign-in
   */
  constructor(draw: DrawTrajectory = drawTrajectory, earlier = 0) {
    this.#draw = draw;
    this.#put = earlier;
    this.#attempt = new ChallengeAttempt(draw());
  }

  /** Number of challenges so far, limited to the maximum. */
  get challengeCount(): number {
    return Math.min(this.#put, maxDraws);
  }

  /** Whether the visitor is being asked to move. */
  get asking(): boolean {
    return this.#wanted;
  }

  /** Whether the visitor has seen only one challenge, which still waits for its answer. */
  isFirstOpen(at: number): boolean {
    const isFirst = this.#wanted && this.#put === 1 && !this.#isInterrupted;
    return isFirst && this.#attempt.isUnanswered(at);
  }

  /** Marks the open challenge as interrupted: the link was cut, and another challenge follows. */
  interrupt(): void {
    this.#isInterrupted ||= this.#wanted;
  }

  /** See `ChallengeAttempt`. */
  get patchBefore(): FacePatch | null {
    return this.#wanted ? this.#attempt.patchBefore : null;
  }

  get state(): ChallengeState {
    const { state } = this.#attempt;
    return this.#put > maxDraws && state.outcome === null
      ? { ...state, outcome: 'too_often' }
      : state;
  }

  /**
   * Begins to ask the visitor. A second call does nothing.
   * @param at milliseconds, on the clock of `see`
   * @param matched the face that has matched, and that alone can answer
   */
  ask(at: number, matched: Float32Array | null = this.#known): void {
    if (this.#wanted) return;
    this.#known = matched;
    this.#attempt.putAnother(this.#draw(this.#frameMs), at);
    this.#wanted = true;
    this.#put += 1;
    this.#isPut = true;
    this.#attempt.begin(at, matched);
  }

  /** Starts over when another person steps in front of the camera: the earlier frames are not theirs. */
  faceChanged(face: Face, at: number): void {
    if (this.#wanted) return;
    this.#known = null;
    this.#attempt = new ChallengeAttempt(this.#draw(this.#frameMs));
    this.#attempt.see(face, true, at);
  }

  /** Returns the path for the next message to the screen. The dot starts with the first such message. */
  show(at: number, mayStart: boolean): Trajectory | null {
    return this.#wanted ? this.#attempt.show(at, mayStart) : null;
  }

  /**
   * @param face the only face in its frame
   * @param isFrontal whether the frame is good enough to be compared
   */
  see(face: Face, isFrontal: boolean, { attemptId, at, parallax = null }: Arrived): ChallengeState {
    this.#attemptId ??= attemptId;
    this.#arrivals = [...this.#arrivals.slice(-8), at];
    if (attemptId !== this.#attemptId) {
      this.#attemptId = attemptId;
      if (!(this.#wanted && this.#known)) this.#known = this.#attempt.template ?? this.#known;
      this.#attempt = new ChallengeAttempt(this.#draw(this.#frameMs), this.#known);
      this.#isPut = false;
    }
    if (this.#wanted) this.#put += this.#isPut ? 0 : 1;
    this.#isPut = this.#wanted;
    if (this.#put > maxDraws) return this.state;
    if (this.#wanted) this.#attempt.begin(at);
    this.#attempt.see(face, isFrontal, at, parallax);
    if (this.#isMisunderstood()) {
      this.#put += 1;
      this.#attempt.putAnother(this.#draw(this.#frameMs), at);
    }
    return this.state;
  }

  /** Milliseconds between frames, as the camera and the models deliver them. */
  get #frameMs(): number | undefined {
    const [first, last] = [this.#arrivals[0], this.#arrivals.at(-1)];
    const count = this.#arrivals.length - 1;
    return count < 3 ? undefined : (last! - first!) / count;
  }

  /** Whether the visitor did not move, or moved the wrong way, and may try once more. */
  #isMisunderstood(): boolean {
    const { outcome } = this.#attempt.state;
    const isAnswerless = outcome === 'too_slow' || outcome === 'not_followed';
    return isAnswerless && this.#put < maxDraws;
  }
}
