import { setMaxListeners } from 'node:events';
import { isClaimEmpty } from '../people/person.ts';
import { review, reviewWithoutName, type Decision } from './decision.ts';
import { systemTimer } from '../platform/clock.ts';
import { EarlierAnswers } from './earlier-answers.ts';
import { SignInProcess } from './sign-in-process.ts';
import type { CallRoute } from './other-instances.ts';
import type { Arrival } from './sign-in-call.ts';
import type { SignInsDeps } from './sign-ins-deps.ts';
import type { SignInRequest } from './sign-in.ts';
import { within } from '#base/time';

/** Longer than most face checks. */
const defaultDrainMs = 5000;
/** How long a call during the stop waits for the store. */
const storeMs = 5000;

/**
 * All held sign-ins. Each job gets one answer in time, and an approval is stored before it is given. A job's answer is
 * in one of four places:
 *
 * - a `SignInProcess` while it is decided: a repeat joins it
 * - the `Ledger` for good: the first decision of all instances, which a repeat gets even after a restart
 * - the `DecisionOutbox` while Envoy has a review and the store does not
 * - `EarlierAnswers` after that: a repeat gets it although the store cannot be read
 *
 * A call that was forwarded keeps the reply of the other instance until it is answered itself.
 */
export class SignIns {
  readonly #deps: SignInsDeps;
  /** Unfinished sign-ins, whether answered or not: a repeat joins them. */
  readonly #processes = new Map<string, SignInProcess>();
  readonly #earlier: EarlierAnswers;
  #held = 0;
  readonly #stopping = new AbortController();

  constructor(deps: SignInsDeps) {
    this.#deps = deps;
    this.#earlier = new EarlierAnswers(deps);
    // Each held sign-in adds a listener and removes it at its end. More than ten are no leak.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Number of sign-ins held now. */
  get held(): number {
    return this.#held;
  }

  /**
   * The decision on a sign-in. Never rejects, and resolves by the deadline whatever the checks and the disk do. Joins a
   * running job; a decided job gets its stored answer. A sign-in without a name is held, whatever was decided on its
   * job before.
   *
   * @param arrivedAt on the clock of `performance.now()`
   * @param earliest when the call may have arrived unread; the deadline counts from then
   * @param route how the call reached this instance; default: from Envoy, and not to be forwarded
   */
  answer(
    signIn: SignInRequest,
    arrivedAt: number,
    earliest = arrivedAt,
    route: CallRoute = {},
  ): Promise<Decision> {
    const deadline = earliest + this.#deps.deadlineMs;
    const answer = this.#joinOrStart(signIn, { arrivedAt, deadline, route });
    if (!isClaimEmpty(signIn.claim)) return answer;
    return answer.then((given) =>
      given.verdict === 'approved' ? reviewWithoutName(signIn.jobId, given.receivedAt) : given,
    );
  }

  /** Gives held sign-ins a moment to be decided. @param leastMs how long to wait even while none is held */
  async drain(leastMs = 0): Promise<void> {
    const { drainMs = defaultDrainMs, timer = systemTimer } = this.#deps;
    // Calls arrive during the pause, so the wait for them comes after it.
    if (leastMs > 0) await new Promise<void>((resolve) => timer.after(leastMs, resolve));
    await within(drainMs - leastMs, this.#untilNoneIsHeld(), undefined);
  }

  /**
   * Answers held sign-ins with a review, and waits until all answers are stored. From now on, a job that was decided
   * gets its stored answer, and any other is held.
   */
  async hold(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#processes.values()].map(({ ended }) => ended));
  }

  async stop(): Promise<void> {
    await this.drain();
    await this.hold();
  }

  async #untilNoneIsHeld(): Promise<void> {
    while (this.#held > 0) {
      await Promise.all([...this.#processes.values()].map(({ answer }) => answer));
    }
  }

  #joinOrStart(
    signIn: SignInRequest,
    arrival: Pick<Arrival, 'arrivedAt' | 'deadline' | 'route'>,
  ): Promise<Decision> {
    const { jobId } = signIn;
    const running = this.#processes.get(jobId);
    if (running) {
      if (!arrival.route.forward) running.decideHere();
      return running.answer;
    }
    if (this.#stopping.signal.aborted) return this.#answerWithoutChecks(signIn, arrival);
    const deps = { ...this.#deps, earlier: this.#earlier };
    const stopping = this.#stopping.signal;
    const started = new SignInProcess(deps, { ...arrival, signIn, stopping });
    this.#processes.set(jobId, started);
    this.#held++;
    void started.answer.then(() => this.#held--);
    void started.ended.then((stored) => {
      // Only the instance that Envoy called knows what Envoy heard, and may replace an approval that came too late.
      const mayBeReplaced = arrival.route.isForwarded && stored?.verdict === 'approved';
      if (stored && !mayBeReplaced) this.#earlier.remember(stored);
      this.#processes.delete(jobId);
    });
    return started.answer;
  }

  /** Stores the answer before it is given, as always: the store sets the pace of a flood. */
  async #answerWithoutChecks(
    signIn: SignInRequest,
    { arrivedAt, deadline, route }: Pick<Arrival, 'arrivedAt' | 'deadline' | 'route'>,
  ): Promise<Decision> {
    const { ledger, decisionOutbox, timer = systemTimer, log } = this.#deps;
    const { jobId, locationId } = signIn;
    const now = timer.now();
    const until = Math.min(deadline, now + storeMs);
    const receivedAt = route.receivedAt ?? new Date(Date.now() - (now - arrivedAt));
    const held = review(jobId, receivedAt, 'stopping');
    const storing = async () =>
      (await this.#earlier.find(jobId, until)) ?? (await ledger.record(held, signIn));
    const stored = await within(
      Math.max(0, until - now),
      storing().catch(() => null),
      null,
    );
    if (!stored) decisionOutbox.keep(held, signIn, !route.isForwarded);
    const { verdict, reason } = stored ?? held;
    log.info({ jobId, verdict, reason, locationId }, 'sign-in answered without a look');
    return stored ?? held;
  }

  /** Remembers a decision for repeats of an answer from before this object existed. */
  remember(stored: Decision): void {
    this.#earlier.remember(stored);
  }
}
