import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import { isForDesk, isOneDoubt, leastAskMs, type AskDesk } from './ask-desk.ts';
import type { RequiredCheck } from './check.ts';
import { decide, letInByDesk, review, type Decision, type NamedResult } from './decision.ts';
import type { Ledger } from './ledger.ts';
import { runChecks } from './run-checks.ts';
import type { SignInRequest } from './sign-in.ts';
import { namesNobody } from '../people/person.ts';

export interface SignInsDeps {
  /** What the policy asks of a sign-in. Asked once for each, at its beginning. */
  requires: (signIn: SignInRequest) => Requirements;
  ledger: Ledger;
  /** Who is asked about a doubt where the policy says so; default: nobody. */
  desk?: AskDesk;
  /** From arrival to the answer, at the latest. */
  deadlineMs: number;
  log: Logger;
  /** Told of a sign-in when it begins to be looked at. */
  onStarted?: (signIn: SignInRequest) => void;
  /** Each is told of a sign-in once it was answered. */
  onDecided?: readonly ((decision: Decision, signIn: SignInRequest) => void)[];
}

export interface Requirements {
  /** The checks that the sign-in must pass. None at all is a fault, not an approval. */
  checks: readonly RequiredCheck[];
  /** The sign-in with what the policy knows of it, for the checks and whoever is told. */
  signIn: SignInRequest;
  /** Whether the desk is asked about a doubt. */
  askDesk?: boolean;
}

/** Kept back from the checks, so that their verdict can be stored before the deadline. */
const storingMs = 750;
/** Answers kept in memory for repeats while the disk cannot be read. */
const rememberedAnswers = 1000;

interface Running {
  answer: Promise<Decision>;
  settle: (decision: Decision) => void;
  /** The answer when the deadline is there. */
  overdue: Decision;
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
   */
  answer(signIn: SignInRequest, arrivedAt: number): Promise<Decision> {
    const answer = this.#joinOrStart(signIn, arrivedAt);
    if (!namesNobody(signIn.claim)) return answer;
    return answer.then((given) =>
      given.verdict === 'approved' ? nobodyNamed(signIn.jobId, given.receivedAt) : given,
    );
  }

  #joinOrStart(signIn: SignInRequest, arrivedAt: number): Promise<Decision> {
    const running = this.#running.get(signIn.jobId);
    if (running) return running.answer;
    const remembered = this.#answered.get(signIn.jobId);
    if (remembered) return Promise.resolve(remembered);
    return this.#start(signIn, arrivedAt);
  }

  /** Answers every held sign-in with a review and waits until all that was answered is stored. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#unfinished);
  }

  #start(signIn: SignInRequest, arrivedAt: number): Promise<Decision> {
    const receivedAt = new Date(Date.now() - (performance.now() - arrivedAt));
    const deadline = arrivedAt + this.#options.deadlineMs;
    let settle: Running['settle'] = () => {};
    const answer = new Promise<Decision>((resolve) => (settle = resolve));
    const running = { answer, settle, overdue: review(signIn.jobId, receivedAt, 'timed_out') };
    this.#running.set(signIn.jobId, running);
    const overdue = setTimeout(() => settle(running.overdue), deadline - performance.now());
    void answer.then((decision) => {
      clearTimeout(overdue);
      this.#remember(decision);
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
    const { ledger, log, requires } = this.#options;
    const { answer, settle } = running;
    let signIn = asArrived;
    let results: NamedResult[] = [];
    let stored: Decision | null = null;
    try {
      const earlier = await ledger.find(signIn.jobId);
      if (earlier) return settle(earlier);
      this.#tell(signIn.jobId, () => this.#options.onStarted?.(asArrived));
      let decision = nobodyNamed(signIn.jobId, receivedAt);
      if (!namesNobody(signIn.claim)) {
        const required = requires(signIn);
        signIn = required.signIn;
        results = await this.#runChecks(required, signIn, deadline);
        decision = decide(signIn.jobId, receivedAt, results);
        if (required.askDesk && isOneDoubt(results)) {
          running.overdue = decision;
          stored = await this.#askDesk(decision, signIn, deadline, answer);
        }
      }
      const isLetIn = stored !== null;
      stored ??= await ledger.record(decision, signIn);
      // An approval whose storing seemed to have failed: whoever pressed was told that it had.
      settle(!isLetIn && stored.reason === 'desk_approved' ? decision : stored);
    } catch (error) {
      log.error(
        { jobId: signIn.jobId, fault: faultOf(error) },
        'sign-in could not be decided or stored',
      );
      settle(review(signIn.jobId, receivedAt, 'internal_error'));
    }
    const given = await answer;
    for (const { onVerdict } of results) {
      this.#tell(given.jobId, () => onVerdict?.(given.verdict, given.reason));
    }
    this.#logDecision(given, signIn);
    if (given !== stored) await this.#storeWhatWasGiven(given, signIn);
    for (const told of this.#options.onDecided ?? []) {
      this.#tell(given.jobId, () => told(given, signIn));
    }
  }

  async #runChecks(
    { checks, askDesk = false }: Requirements,
    signIn: SignInRequest,
    deadline: number,
  ): Promise<NamedResult[]> {
    const { log } = this.#options;
    return runChecks(checks, signIn, {
      signal: this.#stopping.signal,
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

  /**
   * When the deadline passed while the decision was being stored, what the store holds is not what
   * Envoy was told. What Envoy was told wins: a repeat must not let in somebody who was held.
   */
  async #storeWhatWasGiven(given: Decision, signIn: SignInRequest): Promise<void> {
    try {
      const stored = await this.#options.ledger.record(given, signIn);
      if (stored.verdict !== given.verdict || stored.reason !== given.reason) {
        await this.#options.ledger.amend(given, signIn);
      }
    } catch (error) {
      this.#options.log.error(
        { jobId: given.jobId, fault: faultOf(error) },
        'the answer given could not be stored',
      );
    }
  }

  #remember(decision: Decision): void {
    this.#answered.set(decision.jobId, decision);
    if (this.#answered.size > rememberedAnswers) {
      const oldest = this.#answered.keys().next();
      if (!oldest.done) this.#answered.delete(oldest.value);
    }
  }

  #logDecision(decision: Decision, signIn: SignInRequest): void {
    this.#options.log.info(
      {
        jobId: decision.jobId,
        verdict: decision.verdict,
        reason: decision.reason,
        check: decision.check,
        frames: decision.evidence.frames,
        usableFrames: decision.evidence.usableFrames,
        locationId: signIn.locationId,
        milliseconds: decision.decidedAt.getTime() - decision.receivedAt.getTime(),
      },
      'sign-in decided',
    );
  }
}

/** Not even a policy that asks for no check lets in somebody of whom nothing is known. */
function nobodyNamed(jobId: string, receivedAt: Date): Decision {
  return review(jobId, receivedAt, 'not_enrolled');
}

/** An error's kind, never its message: a message can hold a name or a path. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.name;
}
