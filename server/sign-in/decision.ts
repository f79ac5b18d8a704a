import type { CheckResult, Evidence } from './check.ts';
import { reasons, type Reason, type ReviewReason, type Verdict } from './reasons.ts';
import type { Logger } from 'pino';
import type { SignInRequest } from './sign-in.ts';

/** The decision on one sign-in. Everything Envoy gets derives from it, so a repeat gets the same answer. */
export interface Decision {
  jobId: string;
  verdict: Verdict;
  reason: Reason;
  /** The check that the reason comes from; null when it comes from none. */
  check: string | null;
  evidence: Evidence;
  /** What every check said, in the order in which the policy names them. */
  checks: readonly CheckOutcome[];
  /** While it is not stored: see `CheckResult`. */
  againWithinMs?: number;
  comparedWith?: readonly string[];
  receivedAt: Date;
  decidedAt: Date;
}

/** The result of one check, which the visitor log shows. */
export interface CheckOutcome {
  check: string;
  passed: boolean;
  reason: Reason;
  note: string | null;
  /** From its start to its answer. */
  milliseconds: number;
}

/** A check's answer with its name. */
export type NamedResult = CheckResult & { check: string; milliseconds: number };

/**
 * Approved only when there was at least one check and every one of them passed; otherwise a review
 * with the failed check that says most.
 */
export function decide(jobId: string, receivedAt: Date, results: readonly NamedResult[]): Decision {
  const decisiveResult = results.toSorted((a, b) => weight(b) - weight(a))[0];
  if (!decisiveResult) return review(jobId, receivedAt, 'internal_error');
  const verdict = results.length > 0 && results.every(isPassed) ? 'approved' : 'review';
  // Only the check that knows the person says who it is about, and it need not be the one shown.
  const about = results.find(({ evidence }) => evidence?.personId !== undefined)?.evidence;
  const evidence = { ...about, ...decisiveResult.evidence };
  for (const own of ['note', 'hits'] as const) {
    if (decisiveResult.evidence?.[own] === undefined) delete evidence[own];
  }
  // A try fails with the check that it fails in: a face that matched makes nothing of that.
  if (results.some((result) => result.evidence?.tried === 'failed')) evidence.tried = 'failed';
  const document = results.find((result) => result.evidence?.document)?.evidence?.document;
  if (document) evidence.document = document;
  const againWithinMs = Math.max(0, ...results.map((result) => result.againWithinMs ?? 0));
  const comparedWith = results.flatMap((result) => result.comparedWith ?? []);
  return {
    jobId,
    verdict,
    reason: decisiveResult.reason,
    check: decisiveResult.check,
    evidence,
    checks: results.map(outcomeOf),
    ...(againWithinMs > 0 && { againWithinMs }),
    ...(comparedWith.length > 0 && { comparedWith }),
    receivedAt,
    decidedAt: new Date(),
  };
}

/**
 * Whether both are of one arrival of a call. A repeat of the job arrives at another time, at whichever instance;
 * an instance that decides for another keeps the time of that one.
 */
export function isOfSameArrival(one: Decision, other: Decision): boolean {
  return one.jobId === other.jobId && one.receivedAt.getTime() === other.receivedAt.getTime();
}

/** A review that no check asked for. */
export function review(jobId: string, receivedAt: Date, reason: ReviewReason): Decision {
  const nothing = { check: null, evidence: {}, checks: [] };
  return { jobId, verdict: 'review', reason, ...nothing, receivedAt, decidedAt: new Date() };
}

/** Even a policy without checks does not let in a visitor about whom nothing is known. */
export function reviewWithoutName(jobId: string, receivedAt: Date): Decision {
  return review(jobId, receivedAt, 'not_enrolled');
}

/** A doubt that someone at the desk settled. What the checks said stays with it. */
export function approveByDesk(pendingReview: Decision): Decision {
  return { ...pendingReview, verdict: 'approved', reason: 'desk_approved', decidedAt: new Date() };
}

/** What a check says is held against its reason's own verdict, so that a slip in one place cannot approve. */
export function isPassed({ passed, reason }: NamedResult): boolean {
  return passed && reasons[reason].verdict === 'approved';
}

/** How much a result has to say for the whole: a failure before a pass, the first of equals before the others. */
function weight(result: NamedResult): number {
  // Who the visitor is says more than that nothing was asked.
  if (isPassed(result)) return result.reason === 'matched' || result.documented ? 1 : 0;
  // A check that was cut short because another one failed has nothing to say of its own.
  if (result.reason === 'not_finished') return 2;
  if (['timed_out', 'internal_error', 'stopping'].includes(result.reason)) return 3;
  return !result.passed && result.keepOtherChecksRunning ? 5 : 4;
}

function outcomeOf(result: NamedResult): CheckOutcome {
  const { check, passed, reason, evidence, milliseconds } = result;
  return { check, passed, reason, note: evidence?.note ?? null, milliseconds };
}

/** In the log for good: nothing of who it is about. @param isOthers another instance decided it */
export function logDecision(
  log: Logger,
  decision: Decision,
  signIn: SignInRequest,
  isOthers: boolean,
): void {
  log.info(
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
    isOthers ? 'sign-in decided by another instance' : 'sign-in decided',
  );
}
