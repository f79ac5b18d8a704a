import type { Db } from '../store/schema.ts';
import { type Decision, type NamedResult, isPassed } from './decision.ts';
import { ruleOf } from './reason-rules.ts';
import type { SignInRequest } from './sign-in.ts';

/** Asks the front desk to approve a failure that it may settle, while Envoy waits. */
export interface DeskApproval {
  /**
   * Resolves with the stored approval once somebody let the visitor in, otherwise with null. Settles by `until`,
   * unless an approval is being stored at that moment. Never rejects.
   */
  request(question: ApprovalRequest): Promise<Decision | null>;
}

export interface ApprovalRequest {
  signIn: SignInRequest;
  /** The review that applies unless somebody lets the visitor in. */
  pendingReview: Decision;
  /** On the clock of `performance.now()`, in milliseconds. */
  until: number;
  /** Called when the time is over and nobody has decided. */
  onUnanswered: (since: Date) => void;
  /** Aborted when the service stops. */
  signal: AbortSignal;
  /**
   * Stores the approval.
   *
   * @param alongside writes in the same transaction, last; when it throws, nothing is stored
   * @returns null when the job was already decided, or a changed fact leaves more than the doubt: then do not ask
   * any more. Nothing of `alongside` is stored.
   * @throws what the store throws
   */
  approve: (alongside: (transaction: Db) => Promise<void>) => Promise<Decision | null>;
  /** The answer that Envoy gets, whatever is stored. */
  answer: Promise<Decision>;
}

/** With less time left nobody can check a document, so the desk is not asked. Milliseconds. */
export const leastApprovalMs = 8000;

/** Whether the desk may settle this check's result. */
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
