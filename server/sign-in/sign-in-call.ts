import type { Timer } from '../platform/clock.ts';
import { review, type Decision, type Review } from './decision.ts';
import type { CallRoute } from './other-instances.ts';
import type { SignInOutcome } from './sign-in-outcome.ts';
import type { ReviewReason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** How long Envoy may still wait after the latest possible deadline. */
const heardMs = 8000;

/** How a call arrived. */
export interface Arrival {
  signIn: SignInRequest;
  /** On the clock of `performance.now()`, like the deadline. */
  arrivedAt: number;
  deadline: number;
  route: CallRoute;
  /** Aborted when the service stops. */
  stopping: AbortSignal;
}

/** One call of Envoy that waits for its answer. The first outcome is the answer; at the deadline, it is a review. */
export class SignInCall {
  readonly jobId: string;
  readonly receivedAt: Date;
  readonly route: CallRoute;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
  readonly outcome: Promise<SignInOutcome>;
  /** What Envoy hears. */
  readonly answer: Promise<Decision>;
  /** The answer at the deadline. */
  overdue: Review;
  readonly #timer: Timer;
  readonly #arrivedAt: number;
  readonly #isHere = new AbortController();
  #deadline: number;
  #settle: (outcome: SignInOutcome) => void = () => {};
  #isSettled = false;
  #isInTime = true;
  #cancelTimer = () => {};

  constructor({ signIn, arrivedAt, deadline, route, stopping }: Arrival, timer: Timer) {
    this.jobId = signIn.jobId;
    this.route = route;
    this.stopping = stopping;
    this.#timer = timer;
    this.#arrivedAt = arrivedAt;
    this.receivedAt = route.receivedAt ?? new Date(Date.now() - (timer.now() - arrivedAt));
    this.overdue = this.review('timed_out');
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
    this.answer = this.outcome.then(({ decision }) => decision);
    this.#deadline = deadline;
    this.#startTimer();
  }

  /** On the clock of `performance.now()`. */
  get deadline(): number {
    return this.#deadline;
  }

  get leftMs(): number {
    return this.#deadline - this.#timer.now();
  }

  /** Only ever makes the deadline earlier. */
  shortenTo(deadline: number): void {
    if (deadline >= this.#deadline || this.#isSettled) return;
    this.#deadline = deadline;
    this.#startTimer();
  }

  /** Answers Envoy, unless it has its answer. */
  settle(outcome: SignInOutcome): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#cancelTimer();
    // A frozen process answers when Envoy has given up.
    this.#isInTime = this.#timer.now() < this.#deadline + heardMs;
    this.#settle(outcome);
  }

  /** Whether Envoy may have heard the answer from here. After a forward, the other instance knows what Envoy heard. */
  get mayBeHeard(): boolean {
    return this.#isInTime && !this.route.isForwarded;
  }

  /** From now on, the call is not forwarded: another instance has forwarded the same call here. */
  decideHere(): void {
    this.#isHere.abort();
  }

  /** Aborted when the call must be decided here. */
  get isHere(): AbortSignal {
    return this.#isHere.signal;
  }

  /** Absent where the call must be decided here. */
  get forward(): CallRoute['forward'] {
    return this.#isHere.signal.aborted ? undefined : this.route.forward;
  }

  /** A review that no check gave. */
  review(reason: ReviewReason): Review {
    return this.stamp(review(this.jobId, this.receivedAt, reason));
  }

  /** Sets the decision time by the clock of the instance that received the call. */
  stamp<Kind extends Decision>(decision: Kind): Kind {
    if (!this.route.isForwarded) return decision;
    const elapsedMs = this.#timer.now() - this.#arrivedAt;
    return { ...decision, decidedAt: new Date(this.receivedAt.getTime() + elapsedMs) };
  }

  #startTimer(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#timer.after(this.leftMs, () =>
      this.settle({ kind: 'unstored', decision: this.overdue }),
    );
  }
}
