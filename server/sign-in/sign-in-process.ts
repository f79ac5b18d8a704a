import { QueryError } from '#database';
import { within } from '#base/time';
import { isClaimEmpty } from '../people/person.ts';
import { systemTimer, type Timer } from '../platform/clock.ts';
import { askDesk } from './ask-desk.ts';
import type { Requirements } from './check.ts';
import { findRemoteDecision } from './remote-decision.ts';
import {
  isReview,
  logDecision,
  reviewWithoutName,
  type Decision,
  type NamedResult,
} from './decision.ts';
import { DecisionRecorder } from './decision-recorder.ts';
import { isDeskReviewable, isOnlyFailureReviewable } from './desk-approval.ts';
import { SignInCall, type Arrival } from './sign-in-call.ts';
import { storingMs } from './other-instances.ts';
import type { SignInOutcome } from './sign-in-outcome.ts';
import type { SignInRequest } from './sign-in.ts';
import { runChecks } from './run-checks.ts';
import type { SignInProcessDeps, SignInsDeps } from './sign-ins-deps.ts';
import { faultReason, safeErrorCode } from './store-faults.ts';

/** How long the checks wait for the time of an earlier call. */
const firstAskedMs = 500;

/** One held sign-in: finds its outcome, answers Envoy by the deadline, and does what follows from the answer. */
export class SignInProcess {
  /** What Envoy hears. */
  readonly answer: Promise<Decision>;
  /** The stored decision after all work is done; null where unknown. Never rejects. */
  readonly ended: Promise<Decision | null>;
  readonly #deps: SignInProcessDeps;
  readonly #timer: Timer;
  readonly #call: SignInCall;
  readonly #recorder: DecisionRecorder;
  readonly #listeners: SignInListeners;

  constructor(deps: SignInProcessDeps, arrival: Arrival) {
    this.#deps = deps;
    this.#timer = deps.timer ?? systemTimer;
    this.#call = new SignInCall(arrival, this.#timer);
    this.#recorder = new DecisionRecorder(deps.ledger, this.#call, arrival.signIn);
    this.#listeners = new SignInListeners(deps, this.#call.jobId);
    this.answer = this.#call.answer;
    this.ended = this.#run();
  }

  /** From now on, the sign-in is not forwarded: another instance has forwarded the same call here. */
  decideHere(): void {
    this.#call.decideHere();
  }

  async #run(): Promise<Decision | null> {
    try {
      this.#call.settle(await this.#findOutcome());
    } catch (error) {
      const { jobId } = this.#call;
      const fault = safeErrorCode(error);
      this.#deps.log.error({ jobId, fault }, 'sign-in could not be decided or stored');
      this.#call.settle({ kind: 'unstored', decision: this.#call.review(faultReason(error)) });
      // The store takes nothing now. The deadline may have answered already.
      if (error instanceof QueryError) this.#keepInOutbox(await this.answer);
    }
    // Envoy's answer does not wait for what follows from it.
    await this.answer;
    return this.#conclude(await this.#call.outcome);
  }

  /** The outcome if there is time. */
  async #findOutcome(): Promise<SignInOutcome> {
    const { earlier: earlierAnswers, requires } = this.#deps;
    const { jobId, receivedAt, deadline } = this.#call;
    const counting = this.#countFromFirstAsked().catch(() => {});
    const earlier = await earlierAnswers.find(jobId, deadline);
    await within(firstAskedMs, counting, undefined);
    if (earlier) return { kind: 'known', decision: earlier };
    // It may have waited too long unread.
    if (this.#call.leftMs <= 0) return { kind: 'unstored', decision: this.#call.overdue };
    if (isClaimEmpty(this.#recorder.signIn.claim)) {
      this.#listeners.noteStart(this.#recorder.signIn);
      return this.#recorder.store(reviewWithoutName(jobId, receivedAt));
    }
    const required = requires(this.#recorder.signIn);
    this.#recorder.signIn = required.signIn;
    return (await this.#findRemote()) ?? this.#check(required);
  }

  /** A proxy may send a call again and not say how long it has waited; the instance that was asked first knows. */
  async #countFromFirstAsked(): Promise<void> {
    const now = this.#timer.now();
    const agoMs = await this.#deps.otherInstances?.askedMsAgo(this.#call.jobId);
    this.#call.shortenTo(now - (agoMs ?? 0) + this.#deps.deadlineMs);
  }

  /** Null: the checks run here. */
  async #findRemote(): Promise<SignInOutcome | null> {
    const { otherInstances, ledger } = this.#deps;
    if (!otherInstances) return null;
    const deps = { otherInstances, ledger, timer: this.#timer };
    const found = await findRemoteDecision(this.#recorder.signIn, this.#call, deps);
    if (found === 'here') return null;
    if (found !== 'silent') return { kind: 'remote', decision: found };
    const reason = this.#call.stopping.aborted ? 'stopping' : 'instance_silent';
    return this.#recorder.store(this.#call.review(reason));
  }

  async #check({ checks, askDesk: mayAsk = false }: Requirements): Promise<SignInOutcome> {
    const { log, desk } = this.#deps;
    const { jobId, stopping, deadline } = this.#call;
    const recorder = this.#recorder;
    this.#listeners.noteStart(recorder.signIn);
    recorder.results = await runChecks(checks, recorder.signIn, {
      signal: stopping,
      deadline: deadline - storingMs,
      // The desk is only asked after every other check has passed.
      ...(mayAsk && { goesOn: isDeskReviewable }),
      onFault: (check, error) =>
        log.error({ jobId, check, fault: safeErrorCode(error) }, 'check failed'),
    });
    const decision = recorder.decide();
    if (mayAsk && isReview(decision) && isOnlyFailureReviewable(recorder.results)) {
      return askDesk(desk, { call: this.#call, recorder, pendingReview: decision });
    }
    return recorder.store(decision);
  }

  /** Does what follows from the answer. Returns the stored decision; null where unknown. */
  async #conclude({ kind, decision }: SignInOutcome): Promise<Decision | null> {
    const { signIn, results } = this.#recorder;
    this.#listeners.verdict(results, decision);
    logDecision(this.#deps.log, decision, signIn, kind === 'remote');
    if (kind === 'unstored') return this.#concludeUnstored(decision);
    this.#deps.otherInstances?.end(this.#call.jobId);
    if (kind === 'first') this.#listeners.noteDecision(decision, signIn, true);
    // All listeners were called when the job was decided.
    else this.#listeners.noteLeaving();
    return decision;
  }

  async #concludeUnstored(heard: Decision): Promise<Decision | null> {
    const stored = await this.#storeHeard(heard);
    this.#deps.otherInstances?.end(this.#call.jobId);
    const { signIn, isFirst } = this.#recorder;
    // A repeat whose answer differs from the stored decision changes nothing and opens no card.
    if (stored && stored.verdict !== heard.verdict) this.#listeners.noteLeaving();
    else this.#listeners.noteDecision(heard, signIn, isFirst || !stored);
    if (!stored) this.#keepInOutbox(heard);
    return stored;
  }

  /** Returns the stored decision. Null: the outbox stores it. */
  async #storeHeard(heard: Decision): Promise<Decision | null> {
    const { decisionOutbox, log } = this.#deps;
    const { jobId } = this.#call;
    if (decisionOutbox.find(jobId)) return null;
    try {
      return await this.#recorder.storeHeard(heard);
    } catch (error) {
      log.error({ jobId, fault: safeErrorCode(error) }, 'answer not persisted');
      return null;
    }
  }

  #keepInOutbox(heard: Decision): void {
    const { isForwarded } = this.#call.route;
    this.#deps.decisionOutbox.keep(heard, this.#recorder.signIn, !isForwarded);
  }
}

/** The listeners of one sign-in. A listener that throws affects neither the others nor the sign-in. */
class SignInListeners {
  readonly #deps: SignInsDeps;
  readonly #jobId: string;

  constructor(deps: SignInsDeps, jobId: string) {
    this.#deps = deps;
    this.#jobId = jobId;
  }

  noteStart(signIn: SignInRequest): void {
    this.#call(() => this.#deps.onStarted?.(signIn));
  }

  noteLeaving(): void {
    this.#call(() => this.#deps.onLeft?.(this.#jobId));
  }

  /** Tells the checks the answer. */
  verdict(results: readonly NamedResult[], { verdict, reason, checks }: Decision): void {
    for (const listener of results.flatMap(({ listeners = [] }) => listeners)) {
      this.#call(() => listener(verdict, reason, checks));
    }
  }

  /** @param isFirst whether the job had no stored decision before */
  noteDecision(given: Decision, signIn: SignInRequest, isFirst: boolean): void {
    for (const listener of this.#deps.onDecided ?? []) {
      this.#call(() => listener(given, signIn, isFirst));
    }
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      const fault = safeErrorCode(error);
      this.#deps.log.error({ jobId: this.#jobId, fault }, 'a listener failed');
    }
  }
}
