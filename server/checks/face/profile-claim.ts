import { recordEvent } from '../../audit/record.ts';
import type { Claim, People, Person } from '../../people/person.ts';
import { deleteProfileLearntAt } from '../../store/tables/visitors.ts';
import { learnProfile } from '../../people/claims.ts';
import type { Db } from '../../store/schema.ts';
import type { LedgerHook } from '../../sign-in/ledger.ts';

/**
 * Everyone whom the claim can mean, and whether Envoy's visitor profile, or the employee whom Envoy names,
 * is known to be someone else: that of a returning visitor may have been chosen by mistake, or on
 * purpose, and a number that was typed may be a colleague's.
 * @param within reads in this transaction
 */
export async function claimedWithProfile(
  people: Pick<People, 'findClaimed'>,
  claim: Claim,
  within?: Db,
): Promise<{ known: Person[]; holder: Person | null; onlyByProfile: boolean }> {
  const known = await people.findClaimed(claim, within);
  const { profileId = null, namedEmployeeId = null } = claim;
  const nothingElse = { name: null, email: null, employeeId: null };
  if (namedEmployeeId !== null) {
    const [named] = await people.findClaimed(
      { ...nothingElse, employeeId: namedEmployeeId },
      within,
    );
    const isClaimed = named && known.some(({ id }) => id === named.id);
    if (named && !isClaimed) return { known, holder: named, onlyByProfile: false };
  }
  if (profileId === null) return { known, holder: null, onlyByProfile: false };
  const [owner] = await people.findClaimed({ ...nothingElse, profileId }, within);
  if (!owner) return { known, holder: null, onlyByProfile: false };
  const isClaimed = known.some(({ id }) => id === owner.id);
  if (!isClaimed) return { known, holder: owner, onlyByProfile: false };
  const { email, employeeId } = claim;
  const without = await people.findClaimed({ name: null, email, employeeId }, within);
  return { known, holder: null, onlyByProfile: !without.some(({ id }) => id === owner.id) };
}

/**
 * Learns Envoy's visitor profile of a visitor who was let in by their face, in the transaction that stores the
 * verdict. One that is someone's stays theirs. When Envoy got another answer in the end, the service forgets what it
 * learnt.
 */
export const learnProfileAtSignIn: LedgerHook = async (
  transaction,
  decision,
  { claim, jobId },
  isFirst,
) => {
  const { profileId = null } = claim;
  if (profileId === null) return;
  const isLetIn =
    decision.verdict === 'approved' &&
    decision.checks.some((one) => one.check === 'face' && one.passed && one.reason === 'matched');
  const { personId } = decision.evidence;
  if (isLetIn && personId !== undefined) {
    await learnProfile(transaction, { profileId, personId, jobId, actor: 'service' });
  } else if (!isFirst && (await deleteProfileLearntAt(transaction, { profileId, jobId }))) {
    const action = 'visitor_profiles_forgotten';
    await recordEvent(transaction, { action, actor: 'service', subject: jobId });
  }
};
