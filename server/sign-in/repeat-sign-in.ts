import type { Db } from '../store/schema.ts';
import { wasAnyoneErasedSince } from '../store/tables/privacy.ts';
import { enrolledOf } from '../store/tables/people.ts';
import { wasApprovedLately, wasExcusedLately } from '../store/tables/sign-in-history.ts';
import type { CheckOutcome, Decision } from './decision.ts';
import type { ReviewReason } from './reasons.ts';
import { withoutNames, type SignInRequest } from './sign-in.ts';

/** Within this time after an excuse from moving, another excuse of the same person is a failed try. */
const excusedMs = 60 * 60_000;

/**
 * Applies the rules about other stored sign-ins of the person, in the transaction that stores the decision. Returns
 * the decision and the sign-in to store and report. Decisions on one person wait for each other at all instances. So
 * the later of two sees the other, which data read during the capture would not show.
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
  // The desk has looked at this visitor. The approval only counts against the next sign-in.
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
 * The people of a decision who are still enrolled. A decision without people, such as a late check's, may be about
 * any person erased since its arrival.
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

/** Turns an approval into a review, together with the face check's result. */
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

/** Fails a second claim to be unable to move, because each claim would show the visitor another challenge. */
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
