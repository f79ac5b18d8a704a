import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { namesNobody } from '../people/person.ts';
import { nobodyNamed, type Decision } from './decision.ts';
import { SignInLife, type SignInsDeps } from './sign-in-life.ts';
import type { SignInRequest } from './sign-in.ts';

/** Answers kept in memory for repeats while the disk cannot be read. */
const rememberedAnswers = 1000;

/** Longer than most face checks; with what is stored afterwards, less than a service manager waits. */
const defaultDrainMs = 5000;

/** All held sign-ins: one answer for a job, in time, stored before it is given. */
export class SignIns {
  readonly #deps: SignInsDeps;
  readonly #running = new Map<string, SignInLife>();
  readonly #answered = new Map<string, Decision>();
  /** Sign-ins that are not done with, whether they were answered or not. */
  readonly #unfinished = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(deps: SignInsDeps) {
    this.#deps = deps;
    // One for each sign-in that is held, taken away when it ends: more than ten are no leak.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Sign-ins that are held at this moment. */
  get held(): number {
    return this.#running.size;
  }

  /**
   * The decision on a sign-in. Never rejects, and resolves within the deadline whatever the checks
   * and the disk do. A job that is running is joined; one that was decided gets the same decision.
   * A sign-in that names no one is held, whatever was decided of its job before.
   *
   * @param arrivedAt on the clock of `performance.now()`
   * @param earliest when it may have arrived while no one read it; from then the deadline counts
   */
  answer(signIn: SignInRequest, arrivedAt: number, earliest = arrivedAt): Promise<Decision> {
    const deadline = earliest + this.#deps.deadlineMs;
    const answer = this.#joinOrStart(signIn, arrivedAt, deadline, false);
    if (!namesNobody(signIn.claim)) return answer;
    return answer.then((given) =>
      given.verdict === 'approved' ? nobodyNamed(signIn.jobId, given.receivedAt) : given,
    );
  }

  /**
   * The same for one that another instance was asked for, which answers it.
   *
   * @param deadline on the clock of `performance.now()`
   */
  async answerForAnother(
    signIn: SignInRequest,
    arrivedAt: number,
    deadline: number,
  ): Promise<void> {
    await this.#joinOrStart(signIn, arrivedAt, deadline, true);
  }

  /**
   * Gives sign-ins that are held a moment to be decided, answers the rest with a review, and waits until all
   * that was answered is stored.
   */
  async stop(): Promise<void> {
    const drained = new AbortController();
    const { drainMs = defaultDrainMs } = this.#deps;
    const patience = pause(drainMs, null, { signal: drained.signal }).catch(() => {});
    await Promise.race([this.#drain(), patience]);
    drained.abort();
    this.#stopping.abort();
    await Promise.all(this.#unfinished);
  }

  async #drain(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all([...this.#running.values()].map((life) => life.answer));
    }
  }

  #joinOrStart(
    signIn: SignInRequest,
    arrivedAt: number,
    deadline: number,
    isAnothers: boolean,
  ): Promise<Decision> {
    const { jobId } = signIn;
    const running = this.#running.get(jobId);
    if (running) {
      if (!isAnothers) running.askedHere();
      return running.answer;
    }
    const remembered = this.#answered.get(jobId);
    if (remembered) return Promise.resolve(remembered);
    const stopping = this.#stopping.signal;
    const life = new SignInLife(this.#deps, { signIn, arrivedAt, deadline, isAnothers, stopping });
    this.#running.set(jobId, life);
    void life.answer.then((decision) => {
      if (!life.isGivenBack) this.remember(decision);
      this.#running.delete(jobId);
    });
    this.#unfinished.add(life.ended);
    void life.ended.finally(() => this.#unfinished.delete(life.ended));
    return life.answer;
  }

  /** For repeats of it: also of what was answered before this began. */
  remember(decision: Decision): void {
    this.#answered.set(decision.jobId, decision);
    if (this.#answered.size > rememberedAnswers) {
      const oldest = this.#answered.keys().next();
      if (!oldest.done) this.#answered.delete(oldest.value);
    }
  }
}
