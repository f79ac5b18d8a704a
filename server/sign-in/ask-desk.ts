import { approveByDesk, type Decision, type Review } from './decision.ts';
import type { DecisionRecorder } from './decision-recorder.ts';
import {
  isOnlyFailureReviewable,
  leastApprovalMs,
  type ApprovalRequest,
  type DeskApproval,
} from './desk-approval.ts';
import type { SignInCall } from './sign-in-call.ts';
import { storingMs } from './other-instances.ts';
import type { SignInOutcome } from './sign-in-outcome.ts';

interface Question {
  call: SignInCall;
  recorder: DecisionRecorder;
  /** The answer unless the desk approves. */
  pendingReview: Review;
}

/** Asks the desk about a doubt: its approval, stored in time, or the review. */
export async function askDesk(
  desk: DeskApproval | undefined,
  question: Question,
): Promise<SignInOutcome> {
  const { call, recorder, pendingReview } = question;
  call.overdue = pendingReview;
  if (!desk || call.leftMs < leastApprovalMs) return recorder.store(pendingReview);
  let heldFor = pendingReview;
  const approval = await desk.request({
    signIn: recorder.signIn,
    pendingReview,
    answer: call.answer,
    until: call.deadline - storingMs,
    signal: call.stopping,
    onUnanswered: (unansweredSince) => {
      heldFor = { ...heldFor, evidence: { ...heldFor.evidence, unansweredSince } };
    },
    approve: (alongside) => storeApproval(question, alongside),
  });
  if (approval) return { kind: 'first', decision: approval };
  const isStillDoubt = isOnlyFailureReviewable(recorder.results);
  const outcome = await recorder.store(isStillDoubt ? heldFor : recorder.decide());
  // The approval is stored, but the desk saw that storing it failed: so the answer is the review.
  if (outcome.decision.reason !== 'desk_approved') return outcome;
  return { kind: 'unstored', decision: pendingReview };
}

/** Stores the desk's approval while the doubt is all that speaks against the visitor. Null: it is not the first decision. */
async function storeApproval(
  { recorder, pendingReview }: Question,
  alongside: Parameters<ApprovalRequest['approve']>[0],
): Promise<Decision | null> {
  let isFirst = false;
  while (isOnlyFailureReviewable(recorder.results)) {
    const stored = await recorder.tryToStore(approveByDesk(pendingReview), async (transaction) => {
      await alongside(transaction);
      isFirst = true;
    });
    if (stored) return isFirst ? stored : null;
  }
  return null;
}
