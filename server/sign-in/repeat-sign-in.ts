import type { Db } from '../store/schema.ts';
import { wasAnyoneErasedSince } from '../store/tables/privacy.ts';
import { enrolledOf } from '../store/tables/people.ts';
import { wasApprovedLately, wasExcusedLately } from '../store/tables/sign-in-history.ts';
import type { CheckOutcome, Decision } from './decision.ts';
import type { ReviewReason } from './reasons.ts';
import { withoutNames, type SignInRequest } from './sign-in.ts';

/** So long after someone was excused from moving, the next time in this person's name counts. */
const excusedMs = 60 * 60_000;

/**
 * The decision beside what else is stored of its person, in the transaction that stores it, and the sign-in as it may
 * be stored and reported. Decisions of one person wait for one another here, at whichever instance, so that of two at
 * the same moment one sees the other: what was read while the camera ran would be from before.
 */
export async function applyRepeatSignInRule(
  transaction: Db,
  decision: Decision,
  asked: SignInRequest,
): Promise<{ decision: Decision; signIn: SignInRequest }> {
  const { personId, challengeExcused } = decision.evidence;
  const isApproved = decision.verdict === 'approved';
  const isCounted = personId !== undefined && (isApproved || challengeExcused === true);
  const about = await findStillEnrolled(transaction, decision, { isLocked: isCounted });
  const signIn = about.isAnyoneLeft ? asked : withoutNames(asked);
  if (!isCounted) return { decision, signIn };
  // A visitor whom the desk lets in was looked at by a person, and counts for the next one only.
  const isByFace = isApproved && decision.reason !== 'desk_approved';
  if (isByFace && !about.ids.has(personId)) {
    return { decision: asReview(decision, 'not_enrolled'), signIn };
  }
  const counted = challengeExcused
    ? await unlessExcusedBefore(transaction, personId, decision)
    : decision;
  const { againWithinMs = 0 } = decision;
  const isAgain =
    isByFace &&
    againWithinMs > 0 &&
    (await wasApprovedLately(transaction, personId, { signIn: asked, withinMs: againWithinMs }));
  return { decision: isAgain ? asReview(counted, 'signed_in_already') : counted, signIn };
}

/**
 * Of the people whom a decision is about, those who are still enrolled. If it does not say, as with a late check or
 * one about no enrolled person, it may mean any person erased since its arrival.
 */
async function findStillEnrolled(
  transaction: Db,
  { evidence: { personId }, comparedWith = [], receivedAt }: Decision,
  options: { isLocked: boolean },
): Promise<{ ids: ReadonlySet<string>; isAnyoneLeft: boolean }> {
  const about = [...new Set([...comparedWith, ...(personId === undefined ? [] : [personId])])];
  if (about.length === 0) {
    const isAnyoneLeft = !(await wasAnyoneErasedSince(transaction, receivedAt));
    return { ids: new Set(), isAnyoneLeft };
  }
  const ids = new Set(await enrolledOf(transaction, about, options));
  return { ids, isAnyoneLeft: ids.size > 0 };
}

/** Of what the face said alone: an approval becomes a review. */
function asReview(
  decision: Decision,
  reason: Extract<ReviewReason, 'not_enrolled' | 'signed_in_already'>,
): Decision {
  const isOfFace = ({ reason: checkReason }: CheckOutcome) => checkReason === 'matched';
  return {
    ...decision,
    verdict: 'review',
    reason,
    checks: decision.checks.map((outcome) =>
      isOfFace(outcome) ? { ...outcome, passed: false, reason } : outcome,
    ),
  };
}

/** A visitor who says it again and again sees a question each time: from the second time on that is a failed try. */
async function unlessExcusedBefore(
  transaction: Db,
  personId: string,
  decision: Decision,
): Promise<Decision> {
  if (!(await wasExcusedLately(transaction, personId, decision.jobId, excusedMs))) return decision;
  const evidence = { ...decision.evidence, challengeFailed: true, tried: 'failed' as const };
  delete evidence.challengeExcused;
  return { ...decision, evidence };
}
