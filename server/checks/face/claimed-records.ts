import type { Claim, People, Person } from '../../people/person.ts';
import type { Db } from '../../store/schema.ts';

/**
 * Everyone whom the claim can mean, and whether the employee whom Envoy names is someone else: a number that was
 * typed may be a colleague's.
 * @param within reads in this transaction
 */
export async function claimedRecords(
  people: Pick<People, 'findClaimed'>,
  claim: Claim,
  within?: Db,
): Promise<{ known: Person[]; holder: Person | null }> {
  const known = await people.findClaimed(claim, within);
  const { namedEmployeeId = null } = claim;
  if (namedEmployeeId === null) return { known, holder: null };
  const byNumber = { name: null, email: null, employeeId: namedEmployeeId };
  const [named = null] = await people.findClaimed(byNumber, within);
  const isClaimed = known.some(({ id }) => id === named?.id);
  return { known, holder: isClaimed ? null : named };
}
