import type { Db } from '../store/schema.ts';
import { isAnyEnrolled, lockPerson } from '../store/tables/people.ts';
import { wasApprovedLately, wasExcusedLately } from '../store/tables/latest-of-person.ts';
import type { CheckOutcome, Decision } from './decision.ts';
import { unnamed, type SignInRequest } from './sign-in.ts';

/** So long after somebody was excused from moving, the next time in this person's name counts. */
const excusedMs = 60 * 60_000;

/**
 * The decision beside what else is stored of its person, in the transaction that stores it. Decisions of one
 * person wait for one another here, at whichever instance, so that of two at the same moment one sees the
 * other: what was read while the camera ran would be from before.
 */
export async function besideOthersOf(
  transaction: Db,
  decision: Decision,
  signIn: SignInRequest,
): Promise<Decision> {
  const { personId, challengeExcused } = decision.evidence;
  const isApproved = decision.verdict === 'approved';
  if (personId === undefined || !(isApproved || challengeExcused)) return decision;
  await lockPerson(transaction, personId);
  const counted = challengeExcused
    ? await unlessExcusedBefore(transaction, personId, decision)
    : decision;
  // Whoever the desk lets in was looked at by a person, and counts for the next one only.
  if (!isApproved || decision.reason === 'desk_approved') return counted;
  const { againWithinMs = 0 } = decision;
  const isAgain =
    againWithinMs > 0 &&
    (await wasApprovedLately(transaction, personId, { signIn, withinMs: againWithinMs }));
  return isAgain ? signedInAlready(counted) : counted;
}

function signedInAlready(decision: Decision): Decision {
  const reason = 'signed_in_already';
  const isOfFace = ({ reason: said }: CheckOutcome) => said === 'matched';
  return {
    ...decision,
    verdict: 'review',
    reason,
    checks: decision.checks.map((said) =>
      isOfFace(said) ? { ...said, passed: false, reason } : said,
    ),
  };
}

/** Whoever says it again and again sees a question each time: from the second time on that is a failed try. */
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

/**
 * The sign-in as it may be stored and told of: without whom it names when everybody that the visitor was
 * compared with has been erased since, for an erasure has looked through what was stored by then.
 */
export async function withoutErased(
  transaction: Db,
  { comparedWith = [] }: Decision,
  signIn: SignInRequest,
): Promise<SignInRequest> {
  const left = comparedWith.length === 0 || (await isAnyEnrolled(transaction, comparedWith));
  return left ? signIn : unnamed(signIn);
}
