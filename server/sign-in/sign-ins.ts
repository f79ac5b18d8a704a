import { setMaxListeners } from 'node:events';
import { isClaimEmpty } from '../people/person.ts';
import { reviewWithoutName, type Decision } from './decision.ts';
import { EarlierAnswers } from './earlier-answers.ts';
import { SignInProcess } from './sign-in-process.ts';
import type { CallRoute } from './other-instances.ts';
import type { Arrival, SignInsDeps } from './sign-ins-deps.ts';
import type { SignInRequest } from './sign-in.ts';
import { within } from '../../packages/timing/index.ts';

/** Longer than most face checks. Together with storing, shorter than a service manager's timeout. */
const defaultDrainMs = 5000;

/** All held sign-ins. Each job gets one answer in time, and an approval is stored before it is given. */
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

  /**
   * Gives held sign-ins a moment to be decided and answers the rest with a review. Waits until all answers are
   * stored.
   */
  async stop(): Promise<void> {
    const { drainMs = defaultDrainMs } = this.#deps;
    await within(drainMs, this.#drain(), undefined);
    this.#stopping.abort();
    await Promise.all([...this.#processes.values()].map(({ ended }) => ended));
  }

  async #drain(): Promise<void> {
    while (this.#held > 0) {
      await Promise.all([...this.#processes.values()].map((life) => life.answer));
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
    const deps = { ...this.#deps, earlier: this.#earlier };
    const stopping = this.#stopping.signal;
    const life = new SignInProcess(deps, { ...arrival, signIn, stopping });
    this.#processes.set(jobId, life);
    this.#held++;
    void life.answer.then(() => this.#held--);
    void life.ended.then((stored) => {
      if (stored) this.#earlier.remember(stored);
      this.#processes.delete(jobId);
    });
    return life.answer;
  }

  /** Remembers a decision for repeats of an answer from before this object existed. */
  remember(stored: Decision): void {
    this.#earlier.remember(stored);
  }
}
