import { fitsRecordedName } from '../../checks/face/recorded-name.ts';
import type { Claim } from '../../people/person.ts';
import { foldEmail, foldName } from '../../platform/text.ts';
import type { Db } from '../../store/schema.ts';
import { findPeople, type PersonRow } from '../../store/tables/people.ts';

export type MeantRecord =
  | { record: PersonRow }
  /** Somebody new. `isNamesake`: their name alone means somebody enrolled, whom they were not. */
  | { record: null; isNamesake: boolean }
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
  if (record === null)
    return { record, isNamesake: await isNamesake(db, { name, email, employeeId }) };
  const isTheirs = [name, confirmed].every((each) => fitsRecordedName(each, record.name));
  return isTheirs && others.length === 0 ? { record } : { refusal: 'other_record', holders };
}

/** As the face check finds people: a name means whoever has nothing else that tells the two apart. */
async function isNamesake(db: Db, { name, email, employeeId }: Claim): Promise<boolean> {
  const sameName = await findPeople(db, { nameFolded: foldName(name ?? '') || null });
  return sameName.some(
    (person) =>
      !(email !== null && person.email !== null) &&
      !(employeeId !== null && person.employeeId !== null),
  );
}
