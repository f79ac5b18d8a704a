import { setMaxListeners } from 'node:events';
import { isClaimEmpty } from '../people/person.ts';
import { reviewWithoutName, type Decision } from './decision.ts';
import { EarlierAnswers } from './earlier-answers.ts';
import { SignInProcess } from './sign-in-process.ts';
import type { SignInsDeps } from './sign-ins-deps.ts';
import type { SignInRequest } from './sign-in.ts';
import { within } from '../platform/clock.ts';

/** Longer than most face checks; with what is stored afterwards, less than a service manager waits. */
const defaultDrainMs = 5000;

/** All held sign-ins: one answer for a job, in time, stored before it is given. */
export class SignIns {
  readonly #deps: SignInsDeps;
  /** Those that are not done with, whether they were answered or not: a repeat joins them. */
  readonly #processes = new Map<string, SignInProcess>();
  readonly #earlier: EarlierAnswers;
  #held = 0;
  readonly #stopping = new AbortController();

  constructor(deps: SignInsDeps) {
    this.#deps = deps;
    this.#earlier = new EarlierAnswers(deps);
    // One for each sign-in that is held, taken away when it ends: more than ten are no leak.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Sign-ins that are held at this moment. */
  get held(): number {
    return this.#held;
  }

  /**
   * The decision on a sign-in. Never rejects, and resolves within the deadline whatever the checks
   * and the disk do. A job that is running is joined; of one that was decided, the store says the answer.
   * A sign-in without a name is held, whatever was decided of its job before.
   *
   * @param arrivedAt on the clock of `performance.now()`
   * @param earliest when it may have arrived while no one read it; from then the deadline counts
   */
  answer(signIn: SignInRequest, arrivedAt: number, earliest = arrivedAt): Promise<Decision> {
    const deadline = earliest + this.#deps.deadlineMs;
    const answer = this.#joinOrStart(signIn, arrivedAt, deadline, false);
    if (!isClaimEmpty(signIn.claim)) return answer;
    return answer.then((given) =>
      given.verdict === 'approved' ? reviewWithoutName(signIn.jobId, given.receivedAt) : given,
    );
  }

  /**
   * The same for one that another instance was asked for, which answers it.
   *
   * @param deadline on the clock of `performance.now()`
   * @param receivedAt when that instance was asked, on its own clock
   */
  async answerForAnother(
    signIn: SignInRequest,
    arrivedAt: number,
    deadline: number,
    receivedAt?: Date,
  ): Promise<void> {
    await this.#joinOrStart(signIn, arrivedAt, deadline, true, receivedAt);
  }

  /**
   * Gives sign-ins that are held a moment to be decided, answers the rest with a review, and waits until all
   * that was answered is stored.
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
    arrivedAt: number,
    deadline: number,
    isAnothers: boolean,
    receivedAt?: Date,
  ): Promise<Decision> {
    const { jobId } = signIn;
    const running = this.#processes.get(jobId);
    if (running) {
      if (!isAnothers) running.requestedHere();
      return running.answer;
    }
    const deps = { ...this.#deps, earlier: this.#earlier };
    const stopping = this.#stopping.signal;
    const arrival = { signIn, arrivedAt, receivedAt, deadline, isAnothers, stopping };
    const life = new SignInProcess(deps, arrival);
    this.#processes.set(jobId, life);
    this.#held++;
    void life.answer.then(() => this.#held--);
    void life.ended.then((stored) => {
      if (stored) this.#earlier.remember(stored);
      this.#processes.delete(jobId);
    });
    return life.answer;
  }

  /** For repeats of what was answered before this began. */
  remember(stored: Decision): void {
    this.#earlier.remember(stored);
  }
}
