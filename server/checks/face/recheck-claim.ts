import type { OptOuts } from '../../people/opt-outs.ts';
import type { People, Person } from '../../people/person.ts';
import { failuresUntilOff } from '../../people/failed-attempts.ts';
import type { CheckResult, FailedResult } from '../../sign-in/check.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { Db } from '../../store/schema.ts';
import {
  evidenceAbout,
  faceReview,
  selectCandidates,
  type ClaimedRecords,
  claimedRecords,
} from './candidates.ts';
import type { LockOut } from './lock-out.ts';

export interface ClaimDeps {
  people: Pick<People, 'findClaimed'>;
  optOuts: Pick<OptOuts, 'has' | 'within'>;
  lockOut: LockOut;
}

interface RecheckedClaim {
  /** The reason why the claim lets nobody in now; null when there is none. */
  refusal: FailedResult | null;
  /** Identifies the claimed people and the revisions of their records. */
  records: string;
}

/**
 * Reads consent, opt-out, expiry, record and tries again after a capture. The capture takes seconds, and another check
 * may take longer, so these may have changed.
 *
 * @param within reads in the transaction that stores the approval
 */
export async function recheckClaim(
  { people, optOuts, lockOut }: ClaimDeps,
  { jobId, claim }: Pick<SignInRequest, 'jobId' | 'claim'>,
  { passed, evidence }: CheckResult,
  within?: Db,
): Promise<RecheckedClaim> {
  const claimed = await claimedRecords(people, claim, within);
  const records = recordsOf(everybodyIn(claimed));
  const refusing = (refusal: FailedResult | null) => ({ refusal, records });
  const list = within ? optOuts.within(within) : optOuts;
  if (await list.has(claim, ...everybodyIn(claimed)))
    return refusing(optedOutReview(claimed.known));
  if (claimed.holder) return refusing(faceReview('profile_differs', evidenceAbout(claimed.known)));
  const { candidates, refusal } = selectCandidates(claimed, claim);
  if (refusal || !passed) return refusing(refusal);
  if (!candidates.some(({ id }) => id === evidence?.personId)) {
    return refusing(faceReview('not_enrolled'));
  }
  const ids = candidates.map(({ id }) => id);
  const now = new Date();
  if (!(await lockOut.isOneTooMany(jobId, ids, now, within))) return refusing(null);
  return refusing(lockedOutReview(candidates, await lockOut.standing(ids, now, within)));
}

/** Returns a text that changes when the claim means other people, or when one of their records changes. */
export function recordsOf(people: readonly Pick<Person, 'id' | 'revision'>[]): string {
  return people.map(({ id, revision }) => `${id}:${revision}`).join(' ');
}

export function everybodyIn({ known, holder }: Pick<ClaimedRecords, 'known' | 'holder'>): Person[] {
  return holder ? [...known, holder] : known;
}

/** Names the person when the claim means only one, so that erasing the person also erases this review. */
export function optedOutReview(known: readonly Person[]): FailedResult {
  return faceReview('opted_out', known.length === 1 ? evidenceAbout(known) : undefined);
}

export function lockedOutReview(
  people: readonly Person[],
  standing: 'open' | 'paused' | 'off',
): FailedResult {
  const note = `After ${failuresUntilOff} in a row the face check is off for them until a manager turns it on again under People.`;
  return faceReview('locked_out', {
    ...evidenceAbout(people),
    ...(standing === 'off' && { note }),
  });
}
