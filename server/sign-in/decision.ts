import type { CheckResult, Evidence } from '../checks/check.ts';
import { reasons, type Reason, type ReviewReason, type Verdict } from './reasons.ts';

/** What was decided of one sign-in. Everything Envoy is told derives from it, so a repeat gets the same answer. */
export interface Decision {
  jobId: string;
  verdict: Verdict;
  reason: Reason;
  /** The check that the reason comes from; null when it comes from none. */
  check: string | null;
  evidence: Evidence;
  receivedAt: Date;
  decidedAt: Date;
}

/** A check's answer with its name. */
export type NamedResult = CheckResult & { check: string };

/**
 * Approved only when there was at least one check and every one of them passed; otherwise a review
 * with the first failed check's reason.
 */
export function decide(jobId: string, receivedAt: Date, results: readonly NamedResult[]): Decision {
  const failed = results.find((result) => !result.passed);
  const shown = failed ?? results[0];
  if (!shown) return review(jobId, receivedAt, 'internal_error');
  // The verdict is worked out from `passed` and held against the reason's own, so that a slip in one
  // place cannot approve.
  const passed = results.length > 0 && results.every((result) => result.passed);
  const verdict = passed && reasons[shown.reason].verdict === 'approved' ? 'approved' : 'review';
  return {
    jobId,
    verdict,
    reason: shown.reason,
    check: shown.check,
    evidence: shown.evidence ?? {},
    receivedAt,
    decidedAt: new Date(),
  };
}

/** A review that no check asked for. */
export function review(jobId: string, receivedAt: Date, reason: ReviewReason): Decision {
  const decidedAt = new Date();
  return { jobId, verdict: 'review', reason, check: null, evidence: {}, receivedAt, decidedAt };
}
