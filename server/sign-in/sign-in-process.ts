import { QueryError } from '#database';
import { within } from '#base/time';
import { isDeskReviewable, isOnlyFailureReviewable, leastApprovalMs } from './desk-approval.ts';
import { storingMs } from './other-instances.ts';
import { isClaimEmpty } from '../people/person.ts';
import { systemTimer, type Timer } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';
import type { Requirements } from './check.ts';
import {
  decide,
  approveByDesk,
  reviewWithoutName,
  review,
  type Decision,
  type NamedResult,
  logDecision,
} from './decision.ts';
import type { CallRoute } from './other-instances.ts';
import type { Arrival, SignInProcessDeps } from './sign-ins-deps.ts';
import {
  assertPreconditionsHold,
  reevaluate,
  PreconditionChangedError,
  runChecks,
} from './run-checks.ts';
import { SignInListeners } from './sign-in-listeners.ts';
import type { SignInRequest } from './sign-in.ts';
import { signInTransitions, type SignInState } from './sign-in-states.ts';
import { faultReason, safeErrorCode, retryUntil, persistGivenAnswer } from './persist-answer.ts';

/** How long Envoy may still wait after the latest possible deadline. */
const heardMs = 8000;
/** How long the checks wait for the time of an earlier call. */
const firstAskedMs = 500;
/** Another instance stores an answer at its deadline a moment after it has given it: how often, how long to read. */
const [readAgainMs, readForMs] = [50, 1000];

/**
 * One held sign-in, from its arrival until its answer is stored. The process goes from state to state as in
 * `signInTransitions`. The deadline answers it in every state.
 */
export class SignInProcess {
  /** The answer to Envoy. */
  readonly answer: Promise<Decision>;
  /** The stored decision after all work is done; null where unknown. Never rejects. */
  readonly ended: Promise<Decision | null>;
  readonly #deps: SignInProcessDeps;
  readonly #listeners: SignInListeners;
  readonly #timer: Timer;
  readonly #jobId: string;
  readonly #receivedAt: Date;
  readonly #arrivedAt: number;
  #deadline: number;
  readonly #stopping: AbortSignal;
  /** Absent once this instance has to decide, because another one has forwarded the call here. */
  #forward: CallRoute['forward'];
  readonly #route: CallRoute;
  readonly #isHere = new AbortController();
  #state: SignInState = 'arrived';
  /** The sign-in as it arrived, and later with the facts that the policy read. */
  #signIn: SignInRequest;
  #results: NamedResult[] = [];
  /** Whether another instance has decided. */
  #isOthers = false;
  /** The stored decision. */
  #stored: Decision | null = null;
  /** Whether this process stored the job's first decision, even if the database did not confirm that. */
  #isFirst = false;
  /** Whether Envoy may have received the answer: the process was not frozen meanwhile. */
  #isInTime = true;
  /** The answer at the deadline. */
  #overdue: Decision;
  #settle: (decision: Decision) => void = () => {};
  #cancelOverdue = () => {};

  constructor(deps: SignInProcessDeps, { signIn, arrivedAt, ...arrival }: Arrival) {
    this.#deps = deps;
    this.#timer = deps.timer ?? systemTimer;
    this.#signIn = signIn;
    this.#jobId = signIn.jobId;
    this.#listeners = new SignInListeners(deps, signIn.jobId);
    this.#route = arrival.route;
    const { receivedAt = new Date(Date.now() - (this.#timer.now() - arrivedAt)) } = this.#route;
    this.#receivedAt = receivedAt;
    this.#arrivedAt = arrivedAt;
    this.#deadline = arrival.deadline;
    this.#stopping = arrival.stopping;
    this.#forward = this.#route.forward;
    this.#overdue = this.#held('timed_out');
    this.answer = new Promise((resolve) => (this.#settle = resolve));
    this.#setDeadline(arrival.deadline);
    void this.answer.then(() => {
      this.#cancelOverdue();
      this.#isInTime = this.#timer.now() < this.#deadline + heardMs;
    });
    this.ended = this.#run();
  }

  /** From now on, the sign-in is not forwarded: another instance has forwarded the same call here. */
  decideHere(): void {
    this.#forward = undefined;
    this.#isHere.abort();
  }

  #setDeadline(deadline: number): void {
    this.#deadline = deadline;
    this.#cancelOverdue();
    const left = deadline - this.#timer.now();
    this.#cancelOverdue = this.#timer.after(left, () => this.#settle(this.#overdue));
  }

  /** A proxy may send a call again and not say how long it has waited; the instance that was asked first knows. */
  async #countFromFirstAsked(): Promise<void> {
    const asking = this.#deps.otherInstances?.askedMsAgo(this.#jobId);
    const deadline = this.#timer.now() - ((await asking) ?? 0) + this.#deps.deadlineMs;
    if (deadline < this.#deadline) this.#setDeadline(deadline);
  }

  async #run(): Promise<Decision | null> {
    const { log } = this.#deps;
    try {
      this.#settle(await this.#decide());
    } catch (error) {
      log.error(
        { jobId: this.#jobId, fault: safeErrorCode(error) },
        'sign-in could not be decided or stored',
      );
      this.#state = 'faulty';
      this.#settle(this.#held(faultReason(error)));
      // The deadline may have answered already.
      if (error instanceof QueryError) this.#keepInOutbox(await this.answer);
    }
    return this.#persistAndReport(await this.answer);
  }

  #enter(state: SignInState): void {
    const { next }: { next: readonly SignInState[] } = signInTransitions[this.#state];
    if (!next.includes(state)) throw new Error(`A sign-in went from ${this.#state} to ${state}.`);
    this.#state = state;
  }

  /** The answer if there is time. The stored decision may differ. */
  async #decide(): Promise<Decision> {
    const counting = this.#countFromFirstAsked().catch(() => {});
    const earlier = await this.#deps.earlier.find(this.#jobId, this.#deadline);
    await within(firstAskedMs, counting, undefined);
    if (earlier) {
      this.#stored = earlier;
      this.#enter('known');
      return earlier;
    }
    if (this.#timer.now() >= this.#deadline) {
      this.#enter('too_old');
      return this.#overdue;
    }
    if (isClaimEmpty(this.#signIn.claim)) {
      this.#listeners.started(this.#signIn);
      return this.#store(reviewWithoutName(this.#jobId, this.#receivedAt));
    }
    const required = this.#deps.requires(this.#signIn);
    this.#signIn = required.signIn;
    return (await this.#decidedByOthers()) ?? this.#check(required);
  }

  /** The answer when another instance decides; null: the checks run here. */
  async #decidedByOthers(): Promise<Decision | null> {
    const { otherInstances } = this.#deps;
    if (!otherInstances) return null;
    this.#enter('elsewhere');
    const until = this.#deadline - storingMs;
    const forward = () => this.#forward;
    const tried = new Set<string>();
    const limits = { until, stopping: this.#stopping, isHere: this.#isHere.signal, tried };
    for (;;) {
      const place = await this.#retryUntilDeadline(() =>
        otherInstances.begin(this.#signIn, { ...limits, forward }),
      );
      if (place === 'here') return null;
      if (place === 'silent') {
        const reason = this.#stopping.aborted ? 'stopping' : 'instance_silent';
        return this.#store(this.#held(reason));
      }
      this.#stored = await this.#readUntil(Math.min(this.#timer.now() + readForMs, until));
      this.#route.noteStored?.(this.#stored);
      if (this.#stored) {
        this.#isOthers = true;
        this.#enter('known');
        return this.#stored;
      }
    }
  }

  async #readUntil(end: number): Promise<Decision | null> {
    for (;;) {
      const found = await this.#retryUntilDeadline(() => this.#deps.ledger.find(this.#jobId));
      if (found || this.#timer.now() >= end) return found;
      await new Promise<void>((resolve) => this.#timer.after(readAgainMs, resolve));
    }
  }

  async #check({ checks, askDesk = false }: Requirements): Promise<Decision> {
    const { log } = this.#deps;
    this.#enter('checking');
    this.#listeners.started(this.#signIn);
    this.#results = await runChecks(checks, this.#signIn, {
      signal: this.#stopping,
      deadline: this.#deadline - storingMs,
      // The desk is only asked after every other check has passed.
      ...(askDesk && { goesOn: isDeskReviewable }),
      onFault: (check, error) =>
        log.error({ jobId: this.#jobId, check, fault: safeErrorCode(error) }, 'check failed'),
    });
    const decision = this.#decided();
    if (askDesk && isOnlyFailureReviewable(this.#results)) return this.#ask(decision);
    return this.#store(decision);
  }

  /** The stored approval when somebody let the visitor in in time; otherwise the review. */
  async #ask(pendingReview: Decision): Promise<Decision> {
    const { desk } = this.#deps;
    this.#overdue = pendingReview;
    this.#enter('asking');
    if (!desk || this.#deadline - this.#timer.now() < leastApprovalMs) {
      return this.#store(pendingReview);
    }
    let heldFor = pendingReview;
    const letIn = await desk.request({
      signIn: this.#signIn,
      pendingReview,
      answer: this.answer,
      until: this.#deadline - storingMs,
      signal: this.#stopping,
      onUnanswered: (unansweredSince) => {
        heldFor = { ...heldFor, evidence: { ...heldFor.evidence, unansweredSince } };
      },
      approve: async (alongside) => {
        let isFirst = false;
        while (isOnlyFailureReviewable(this.#results)) {
          const stored = await this.#record(approveByDesk(pendingReview), async (transaction) => {
            await alongside(transaction);
            isFirst = true;
          });
          if (stored) return isFirst ? stored : null;
        }
        return null;
      },
    });
    if (letIn) {
      this.#stored = letIn;
      this.#enter('stored');
      return letIn;
    }
    const given = await this.#store(
      isOnlyFailureReviewable(this.#results) ? heldFor : this.#decided(),
    );
    // Storing the approval seemed to fail and the desk saw a failure, so the review is the answer.
    return given.reason === 'desk_approved' ? pendingReview : given;
  }

  async #store(decision: Decision): Promise<Decision> {
    this.#enter('storing');
    let stored = await this.#retryUntilDeadline(() => this.#record(decision));
    while (!stored) stored = await this.#retryUntilDeadline(() => this.#record(this.#decided()));
    this.#stored = stored;
    this.#enter('stored');
    return stored;
  }

  #decided(): Decision {
    return this.#timed(decide(this.#jobId, this.#receivedAt, this.#results));
  }

  /** Sets the decision time by the clock of the instance that received the call. */
  #timed(decision: Decision): Decision {
    if (!this.#route.isForwarded) return decision;
    const elapsedMs = this.#timer.now() - this.#arrivedAt;
    return { ...decision, decidedAt: new Date(this.#receivedAt.getTime() + elapsedMs) };
  }

  /**
   * Stores an approval only while the facts behind the checks are unchanged. Null: facts changed, nothing was stored,
   * and `#results` has the new results.
   */
  async #record(
    decision: Decision,
    alongside?: (transaction: Db) => Promise<void>,
  ): Promise<Decision | null> {
    try {
      return await this.#deps.ledger.record(this.#timed(decision), this.#signIn, {
        before: async (transaction) => {
          if (decision.verdict === 'approved')
            await assertPreconditionsHold(transaction, this.#results);
        },
        alongside: async (transaction) => {
          await alongside?.(transaction);
          this.#isFirst = true;
        },
      });
    } catch (error) {
      if (!(error instanceof PreconditionChangedError)) throw error;
      this.#results = await reevaluate(this.#results);
      return null;
    }
  }

  /** @param given the answer, which may differ from the stored decision after the deadline */
  async #persistAndReport(given: Decision): Promise<Decision | null> {
    const { log, decisionOutbox, otherInstances } = this.#deps;
    // Decided earlier or by another instance: all listeners have been called.
    const isTold = given === this.#stored && !this.#isFirst;
    if (isTold) this.#listeners.left();
    this.#listeners.verdict(this.#results, given);
    logDecision(log, given, this.#signIn, this.#isOthers);
    const waits = decisionOutbox.find(this.#jobId) !== null;
    const kept = await this.#keep(given);
    otherInstances?.done(this.#jobId);
    // A repeat whose answer differs from the stored decision changes nothing and opens no card.
    if (kept && kept.stored.verdict !== given.verdict) this.#listeners.left();
    else if (!isTold) {
      const isFirst = this.#isFirst || (kept?.isFirst ?? true);
      this.#listeners.decided(given, this.#signIn, isFirst);
    }
    if (kept === null && !waits) this.#keepInOutbox(given);
    return kept?.stored ?? null;
  }

  /** Null: the answer waits in the outbox. */
  async #keep(given: Decision): Promise<{ stored: Decision; isFirst: boolean } | null> {
    if (given === this.#stored) return { stored: given, isFirst: false };
    if (this.#deps.decisionOutbox.find(this.#jobId)) return null;
    return persistGivenAnswer(given, this.#signIn, this.#deps, this.#mayAmend);
  }

  #keepInOutbox(given: Decision): void {
    this.#deps.decisionOutbox.keep(given, this.#signIn, !this.#route.isForwarded);
  }

  /** Envoy may have received the answer from here. After a forward, the other instance knows what Envoy got. */
  get #mayAmend(): boolean {
    return this.#isInTime && !this.#route.isForwarded;
  }

  #held(reason: Parameters<typeof review>[2]): Decision {
    return this.#timed(review(this.#jobId, this.#receivedAt, reason));
  }

  #retryUntilDeadline<T>(ask: () => Promise<T>): Promise<T> {
    return retryUntil(ask, this.#deadline);
  }
}
