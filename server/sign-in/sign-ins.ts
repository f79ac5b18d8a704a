import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isForDesk, isOneDoubt, leastAskMs, type AskDesk } from './ask-desk.ts';
import { faultOf, patiently, storeGiven } from './store-given.ts';
import {
  decide,
  letInByDesk,
  nobodyNamed,
  review,
  type Decision,
  type NamedResult,
} from './decision.ts';
import type { Ledger } from './ledger.ts';
import { logDecision } from './log-decision.ts';
import { noOthers, type OtherInstances } from './other-instances.ts';
import type { Requirements } from './check.ts';
import { runChecks } from './run-checks.ts';
import type { SignInRequest } from './sign-in.ts';
import type { UnstoredAnswers } from './unstored-answers.ts';
import { namesNobody } from '../people/person.ts';
import { QueryError } from '../store/store-error.ts';

export interface SignInsDeps {
  /** What the policy asks of a sign-in. Asked once for each, at its beginning. */
  requires: (signIn: SignInRequest) => Requirements;
  ledger: Ledger;
  /** Keeps what the ledger does not take. */
  unstored: Pick<UnstoredAnswers, 'find' | 'keep'>;
  /** Other instances that may hold the lobby screen; default: there are none. */
  others?: OtherInstances;
  /** Who is asked about a doubt where the policy says so; default: nobody. */
  desk?: AskDesk;
  /** From arrival to the answer, at the latest. */
  deadlineMs: number;
  log: Logger;
  /** Told of a sign-in when it begins to be looked at. */
  onStarted?: (signIn: SignInRequest) => void;
  /** Told when it is looked at here no more, for another instance decides it. */
  onLeft?: (jobId: string) => void;
  /** Each is told of a sign-in once it was answered. */
  onDecided?: readonly ((decision: Decision, signIn: SignInRequest) => void)[];
}

/** Kept back from the checks, so that their verdict can be stored before the deadline. */
export const storingMs = 750;
/** For an answer to be on the disk before it is given, where the database does not take it. */
const keepingMs = 200;
/** Answers kept in memory for repeats while the disk cannot be read. */
const rememberedAnswers = 1000;

interface Running {
  /** Another instance was asked, and has looked whether it was decided before. Nobody waits for it here. */
  isAnothers: boolean;
  /** Given back to that instance undecided. */
  isLeft: boolean;
  answer: Promise<Decision>;
  settle: (decision: Decision) => void;
  /** The answer when the deadline is there. */
  overdue: Decision;
}

/** What became of a sign-in that was not decided before. */
interface Outcome {
  /** With what the policy knows of it. */
  signIn: SignInRequest;
  results: NamedResult[];
  /** As the store has it. */
  stored: Decision | null;
  /** It is another instance's. */
  isOthers: boolean;
}

/** The lives of all held sign-ins: one answer for a job, in time, stored before it is given. */
export class SignIns {
  readonly #options: SignInsDeps;
  readonly #running = new Map<string, Running>();
  readonly #answered = new Map<string, Decision>();
  /** Sign-ins that are not done with, whether they were answered or not. */
  readonly #unfinished = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: SignInsDeps) {
    this.#options = options;
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
   * A sign-in that names nobody is held, whatever was decided of its job before.
   *
   * @param arrivedAt on the clock of `performance.now()`
   * @param earliest when it may have arrived while nobody read it; from then the deadline counts
   */
  answer(signIn: SignInRequest, arrivedAt: number, earliest = arrivedAt): Promise<Decision> {
    const deadline = earliest + this.#options.deadlineMs;
    const answer = this.#joinOrStart(signIn, arrivedAt, deadline);
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

  #joinOrStart(
    signIn: SignInRequest,
    arrivedAt: number,
    deadline: number,
    isAnothers = false,
  ): Promise<Decision> {
    const running = this.#running.get(signIn.jobId);
    if (running) {
      running.isAnothers &&= isAnothers;
      return running.answer;
    }
    const remembered = this.#answered.get(signIn.jobId);
    if (remembered) return Promise.resolve(remembered);
    return this.#start(signIn, arrivedAt, deadline, isAnothers);
  }

  /** Answers every held sign-in with a review and waits until all that was answered is stored. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#unfinished);
  }

  #start(
    signIn: SignInRequest,
    arrivedAt: number,
    deadline: number,
    isAnothers: boolean,
  ): Promise<Decision> {
    const receivedAt = new Date(Date.now() - (performance.now() - arrivedAt));
    let settle: Running['settle'] = () => {};
    const answer = new Promise<Decision>((resolve) => (settle = resolve));
    const running: Running = {
      isAnothers,
      isLeft: false,
      answer,
      settle,
      overdue: review(signIn.jobId, receivedAt, 'timed_out'),
    };
    this.#running.set(signIn.jobId, running);
    const overdue = setTimeout(() => settle(running.overdue), deadline - performance.now());
    void answer.then((decision) => {
      clearTimeout(overdue);
      if (!running.isLeft) this.#remember(decision);
      this.#running.delete(signIn.jobId);
    });
    const work = this.#run(signIn, receivedAt, deadline, running);
    this.#unfinished.add(work);
    void work.finally(() => this.#unfinished.delete(work));
    return answer;
  }

  async #run(
    asArrived: SignInRequest,
    receivedAt: Date,
    deadline: number,
    running: Running,
  ): Promise<void> {
    const { ledger, unstored, log, others = noOthers } = this.#options;
    const { answer, settle } = running;
    const { jobId } = asArrived;
    const outcome: Outcome = { signIn: asArrived, results: [], stored: null, isOthers: false };
    try {
      const earlier = running.isAnothers
        ? null
        : (unstored.find(jobId) ?? (await patiently(() => ledger.find(jobId), deadline)));
      if (earlier) return settle(earlier);
      // One that may have waited for too long before it was read is not looked at any more.
      const isYoung = deadline > performance.now();
      settle(
        isYoung ? await this.#decide(outcome, receivedAt, deadline, running) : running.overdue,
      );
    } catch (error) {
      log.error({ jobId, fault: faultOf(error) }, 'sign-in could not be decided or stored');
      const faulty = review(jobId, receivedAt, 'internal_error');
      if (error instanceof QueryError) {
        await Promise.race([unstored.keep(faulty, outcome.signIn), pause(keepingMs)]);
      }
      settle(faulty);
    }
    const { signIn, results, stored, isOthers } = outcome;
    const given = await answer;
    if (isOthers || running.isLeft) this.#tell(jobId, () => this.#options.onLeft?.(jobId));
    if (running.isLeft) return log.info({ jobId }, 'given back to the instance that asked for it');
    for (const { onVerdict } of results) {
      this.#tell(jobId, () => onVerdict?.(given.verdict, given.reason));
    }
    logDecision(log, given, signIn, isOthers);
    const isKept =
      given === stored ||
      unstored.find(jobId) !== null ||
      (await storeGiven(given, signIn, this.#options));
    others.done(jobId);
    // Of what another instance has decided, it has told everybody.
    if (!isOthers || given !== stored) {
      for (const told of this.#options.onDecided ?? []) {
        this.#tell(jobId, () => told(given, signIn));
      }
    }
    if (!isKept) await this.#options.unstored.keep(given, signIn);
  }

  /**
   * Has the checks run, here or at the instance that the lobby screen is connected to, and what they
   * come to stored. Returns what is answered, which need not be what is stored.
   */
  async #decide(
    outcome: Outcome,
    receivedAt: Date,
    deadline: number,
    running: Running,
  ): Promise<Decision> {
    const { ledger, requires, others = noOthers } = this.#options;
    const asArrived = outcome.signIn;
    const { jobId } = asArrived;
    const isAnybody = !namesNobody(asArrived.claim);
    if (!isAnybody) this.#begun(asArrived);
    const required = isAnybody ? requires(asArrived) : null;
    if (required) outcome.signIn = required.signIn;
    const { signIn } = outcome;
    let decision = nobodyNamed(jobId, receivedAt);
    let isAsked = false;
    let letIn: Decision | null = null;
    while (required) {
      const options = { until: deadline - storingMs, signal: this.#stopping.signal };
      const place = await patiently(() => others.place(signIn, options), deadline);
      if (place.at === 'stored') {
        outcome.stored = await patiently(() => ledger.find(jobId), deadline);
        outcome.isOthers = outcome.stored !== null;
        if (outcome.stored) return outcome.stored;
        continue;
      }
      if (place.at === 'nowhere') {
        decision = review(jobId, receivedAt, place.reason);
        break;
      }
      this.#begun(asArrived);
      outcome.results = await this.#runChecks(required, signIn, deadline, place.moved);
      if (place.moved.aborted && !this.#stopping.signal.aborted) {
        outcome.results = [];
        continue;
      }
      decision = decide(jobId, receivedAt, outcome.results);
      isAsked = required.askDesk === true && isOneDoubt(outcome.results);
      if (isAsked) {
        running.overdue = decision;
        letIn = await this.#askDesk(decision, signIn, deadline, running.answer);
      }
      break;
    }
    if (decision.reason === 'stopping' && running.isAnothers) {
      // It has time left, and the lobby screen comes back at another instance.
      running.isLeft = true;
      return decision;
    }
    outcome.stored = letIn ?? (await patiently(() => ledger.record(decision, signIn), deadline));
    // An approval whose storing seemed to have failed: whoever pressed was told that it had.
    const isUnsure = isAsked && letIn === null && outcome.stored.reason === 'desk_approved';
    return isUnsure ? decision : outcome.stored;
  }

  #begun(signIn: SignInRequest): void {
    this.#tell(signIn.jobId, () => this.#options.onStarted?.(signIn));
  }

  async #runChecks(
    { checks, askDesk = false }: Requirements,
    signIn: SignInRequest,
    deadline: number,
    moved: AbortSignal,
  ): Promise<NamedResult[]> {
    const { log } = this.#options;
    return runChecks(checks, signIn, {
      signal: this.#stopping.signal,
      moved,
      deadline: deadline - storingMs,
      // Nobody is let in by the desk before every other check has passed.
      ...(askDesk && { goesOn: isForDesk }),
      onFault: (check, error) =>
        log.error({ jobId: signIn.jobId, check, fault: faultOf(error) }, 'check failed'),
    });
  }

  /** The approval as it is stored; null when nobody let the visitor in in time. */
  async #askDesk(
    doubt: Decision,
    signIn: SignInRequest,
    deadline: number,
    answer: Promise<Decision>,
  ): Promise<Decision | null> {
    const { desk, ledger } = this.#options;
    if (!desk || deadline - performance.now() < leastAskMs) return null;
    return desk.ask({
      signIn,
      doubt,
      answer,
      until: deadline - storingMs,
      signal: this.#stopping.signal,
      approve: async (alongside) => {
        let isFirst = false;
        const stored = await ledger.record(letInByDesk(doubt), signIn, async (transaction) => {
          await alongside(transaction);
          isFirst = true;
        });
        return isFirst ? stored : null;
      },
    });
  }

  /** One bad listener breaks neither the others nor the sign-in. */
  #tell(jobId: string, listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.log.error({ jobId, fault: faultOf(error) }, 'a listener failed');
    }
  }

  #remember(decision: Decision): void {
    this.#answered.set(decision.jobId, decision);
    if (this.#answered.size > rememberedAnswers) {
      const oldest = this.#answered.keys().next();
      if (!oldest.done) this.#answered.delete(oldest.value);
    }
  }
}
