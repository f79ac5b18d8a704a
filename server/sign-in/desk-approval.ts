import type { Db } from '../store/schema.ts';
import { type Decision, type NamedResult, isPassed } from './decision.ts';
import { ruleOf } from './reason-rules.ts';
import type { SignInRequest } from './sign-in.ts';

/** Asks the front desk to approve a reviewable failure while Envoy waits. */
export interface DeskApproval {
  /**
   * Resolves with the approval once someone let the visitor in and that is stored; with null in every
   * other case, at `until` at the latest unless an approval is being stored right then. Never rejects.
   */
  request(question: ApprovalRequest): Promise<Decision | null>;
}

export interface ApprovalRequest {
  signIn: SignInRequest;
  /** The review that it is unless someone lets the visitor in. */
  pendingReview: Decision;
  /** On the clock of `performance.now()`, in milliseconds. */
  until: number;
  /** Called when the time is up and nobody has pressed anything. */
  onUnanswered: (since: Date) => void;
  /** Aborted when the service stops. */
  signal: AbortSignal;
  /**
   * Stores the approval.
   *
   * @param alongside writes in the same transaction, last; when it throws, nothing is stored
   * @returns null when the job was decided before, or what a check went by has changed so that there is
   *   more than the doubt: then it is not to be asked any more, and nothing of `alongside` is stored
   * @throws what the store throws
   */
  approve: (alongside: (transaction: Db) => Promise<void>) => Promise<Decision | null>;
  /** What Envoy is answered, whatever is stored. */
  answer: Promise<Decision>;
}

/** With less time left, nobody can check a document, so the desk is not asked. Milliseconds. */
export const leastApprovalMs = 8000;

/** Whether the desk may be asked about what a check said. */
export function isDeskReviewable(
  result: Pick<NamedResult, 'passed' | 'reason'> & { deskMayApprove?: boolean },
) {
  return !result.passed && result.deskMayApprove === true && ruleOf(result.reason).documentSettles;
}

/** Whether exactly one check failed, and the desk may approve that failure. */
export function isOnlyFailureReviewable(results: readonly NamedResult[]): boolean {
  const failed = results.filter((result) => !isPassed(result));
  return failed.length === 1 && failed.every(isDeskReviewable);
}
