import { fitsRecordedName } from '../../checks/face/recorded-name.ts';
import { findLookAlikes, mostLookAlikes } from '../../people/claims.ts';
import type { Claim } from '../../people/person.ts';
import { foldEmail } from '../../platform/text.ts';
import { looksOfWhole } from '../../platform/name-words.ts';
import type { Db } from '../../store/schema.ts';
import { findPeople, type PersonRow } from '../../store/tables/people.ts';
import { otherForms } from '../../../packages/name-matching/index.ts';

export type RecordResolution =
  | { record: PersonRow }
  /** Someone new. `isNamesake`: their name is, or fits, or looks like that of someone enrolled. */
  | { record: null; isNamesake: boolean }
  | { refusal: 'name_differs' }
  /** What the card says finds these, who are someone else, or several. */
  | { refusal: 'other_record'; holders: PersonRow[] };

/**
 * Whose record an offer from a card is about. Whatever the visitor typed may be another person's: a
 * record that any of it finds must fit the name that they typed, and the one that the desk read in
 * their document.
 * @param model of the recogniser in use
 * @param newId the person stored from the card just now, who is no namesake of their own
 */
export async function resolveRecord(
  { db, model, newId }: { db: Db; model: string; newId?: string },
  { name, email, employeeId }: Claim,
  confirmed: string,
): Promise<RecordResolution> {
  if (!fitsRecordedName(name, confirmed)) return { refusal: 'name_differs' };
  const found = await findPeople(db, {
    emailFolded: foldEmail(email ?? '') || null,
    employeeId: employeeId?.trim() || null,
  });
  const holders = found.filter(({ id }) => id !== newId);
  const [record = null, ...others] = holders;
  if (record === null) {
    const isNamesake =
      (await hasNamesake(db, model, name ?? '', newId)) ||
      (await hasNamesake(db, model, confirmed, newId));
    return { record, isNamesake };
  }
  const isTheirs = [name, confirmed].every((each) => fitsRecordedName(each, record.name));
  return isTheirs && others.length === 0 ? { record } : { refusal: 'other_record', holders };
}

/** Whatever else tells the two apart: a name alone means both, and the badge shows nothing but the name. */
async function hasNamesake(db: Db, model: string, name: string, newId?: string): Promise<boolean> {
  const found = await findLookAlikes(db, model, name, otherForms);
  // So many are not told apart.
  if (found.length > mostLookAlikes) return true;
  const looks = looksOfWhole(name);
  return found.some(
    (other) =>
      other.id !== newId &&
      (fitsRecordedName(name, other.name) ||
        fitsRecordedName(other.name, name) ||
        [...looksOfWhole(other.name)].some((look) => looks.has(look))),
  );
}
