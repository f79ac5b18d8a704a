import { fitsRecordedName } from '../../checks/face/recorded-name.ts';
import type { Claim } from '../../people/person.ts';
import { foldEmail } from '../../platform/folding.ts';
import type { Db } from '../../store/schema.ts';
import { findPeople, type PersonRow } from '../../store/tables/people.ts';

export type MeantRecord =
  /** Null: somebody new. */
  | { record: PersonRow | null }
  | { refusal: 'name_differs' }
  /** What the card says finds these, who are somebody else, or several. */
  | { refusal: 'other_record'; holders: PersonRow[] };

/**
 * Whose record an offer from a card is about. Whatever the visitor typed may be another person's: a
 * record that any of it finds must fit the name that they typed, and the one that the desk read in
 * their document.
 */
export async function meantRecord(
  db: Db,
  { name, email, employeeId, profileId = null }: Claim,
  confirmed: string,
): Promise<MeantRecord> {
  if (!fitsRecordedName(name, confirmed)) return { refusal: 'name_differs' };
  const holders = await findPeople(db, {
    emailFolded: foldEmail(email ?? '') || null,
    employeeId: employeeId?.trim() || null,
    profileId,
  });
  const [record = null, ...others] = holders;
  if (record === null) return { record };
  const isTheirs = [name, confirmed].every((each) => fitsRecordedName(each, record.name));
  return isTheirs && others.length === 0 ? { record } : { refusal: 'other_record', holders };
}
