import type { CheckResult, Evidence } from './check.ts';
import { reasons, type Reason, type ReviewReason, type Verdict } from './reasons.ts';
import type { Logger } from 'pino';
import type { SignInRequest } from './sign-in.ts';

/** The decision on one sign-in. Everything sent to Envoy derives from it, so a repeat gets the same answer. */
export interface Decision {
  jobId: string;
  verdict: Verdict;
  reason: Reason;
  /** The check that gave the reason; null when no check gave it. */
  check: string | null;
  evidence: Evidence;
  /** The results of all checks, in the order of the policy. */
  checks: readonly CheckOutcome[];
  /** Only until the decision is stored: see `CheckResult`. */
  againWithinMs?: number;
  comparedWith?: readonly string[];
  receivedAt: Date;
  decidedAt: Date;
}

/** A decision that lets nobody in. */
export type Review = Decision & { verdict: 'review' };

export function isReview(decision: Decision): decision is Review {
  return decision.verdict === 'review';
}

/** The result of one check, which the visitor log shows. */
export interface CheckOutcome {
  check: string;
  passed: boolean;
  reason: Reason;
  note: string | null;
  /** Time from the check's start to its answer. */
  milliseconds: number;
}

/** A check's result with its name. */
export type NamedResult = CheckResult & { check: string; milliseconds: number };

/**
 * Approves only when there is at least one check and every one passed. Otherwise a review with the failed check that
 * says most.
 */
export function decide(jobId: string, receivedAt: Date, results: readonly NamedResult[]): Decision {
  const decisiveResult = results.toSorted((a, b) => weight(b) - weight(a))[0];
  if (!decisiveResult) return review(jobId, receivedAt, 'internal_error');
  const verdict = results.every(isPassed) ? 'approved' : 'review';
  // The check that knows the person names them. That need not be the decisive check.
  const about = results.find(({ evidence }) => evidence?.personId !== undefined)?.evidence;
  const evidence = { ...about, ...decisiveResult.evidence };
  for (const own of ['note', 'hits'] as const) {
    if (decisiveResult.evidence?.[own] === undefined) delete evidence[own];
  }
  // One failed check fails the try, even when the face matched.
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
 * Whether both decisions belong to one arrival of a call. A repeat arrives at another time. An instance that decides
 * a forwarded call keeps the time of the instance that Envoy called.
 */
export function isOfSameArrival(one: Decision, other: Decision): boolean {
  return one.jobId === other.jobId && one.receivedAt.getTime() === other.receivedAt.getTime();
}

/** A review without a check behind it. */
export function review(jobId: string, receivedAt: Date, reason: ReviewReason): Review {
  const nothing = { check: null, evidence: {}, checks: [] };
  return { jobId, verdict: 'review', reason, ...nothing, receivedAt, decidedAt: new Date() };
}

/** A visitor without any name or id is not let in, even by a policy without checks. */
export function reviewWithoutName(jobId: string, receivedAt: Date): Review {
  return review(jobId, receivedAt, 'not_enrolled');
}

/** An approval of a doubt by the desk. The results of the checks stay unchanged. */
export function approveByDesk(pendingReview: Review): Decision {
  return { ...pendingReview, verdict: 'approved', reason: 'desk_approved', decidedAt: new Date() };
}

/** Compares the result with its reason's verdict, so that one mistake cannot approve. */
export function isPassed({ passed, reason }: NamedResult): boolean {
  return passed && reasons[reason].verdict === 'approved';
}

/** Ranks a result for the reason: failures before passes, and the first of equals. */
function weight(result: NamedResult): number {
  // A pass that identifies the visitor ranks before a pass without a question.
  if (isPassed(result)) return result.reason === 'matched' || result.documented ? 1 : 0;
  // A check that another failure cut short says nothing itself.
  if (result.reason === 'not_finished') return 2;
  if (['timed_out', 'internal_error', 'disk_full', 'stopping'].includes(result.reason)) return 3;
  return !result.passed && result.keepOtherChecksRunning ? 5 : 4;
}

function outcomeOf(result: NamedResult): CheckOutcome {
  const { check, passed, reason, evidence, milliseconds } = result;
  return { check, passed, reason, note: evidence?.note ?? null, milliseconds };
}

/** Writes a permanent log line without personal data. @param isOthers another instance decided */
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
