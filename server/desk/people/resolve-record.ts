import { findLookAlikes, mostLookAlikes } from '../../people/claims.ts';
import type { Claim } from '../../people/person.ts';
import { foldEmail } from '#base/text';
import { lookAlikeTest, nameFits } from '#name-matching';
import type { Db } from '../../store/schema.ts';
import { findPeople, type PersonRow } from '../../store/tables/people.ts';

export type RecordResolution =
  | { record: PersonRow }
  /** A new person. `isNamesake`: their name fits, or looks like, the name of an enrolled person. */
  | { record: null; isNamesake: boolean }
  | { refusal: 'name_differs' }
  /** The card's data finds these records, of somebody else or of several people. */
  | { refusal: 'other_record'; holders: PersonRow[] };

/**
 * Finds the record that an offer from a card is about. The visitor may have typed another person's data. So a found
 * record must fit the name that was typed and the name that the desk read in the document.
 * @param model the recogniser in use
 * @param newId the person stored from this card just now, who is not their own namesake
 */
export async function resolveRecord(
  { db, model, newId }: { db: Db; model: string; newId?: string },
  { name, email, employeeId }: Claim,
  confirmed: string,
): Promise<RecordResolution> {
  if (!nameFits(name, confirmed)) return { refusal: 'name_differs' };
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
  const isTheirs = [name, confirmed].every((each) => nameFits(each, record.name));
  return isTheirs && others.length === 0 ? { record } : { refusal: 'other_record', holders };
}

/** Ignores other differences: a name alone means both people, and the badge shows only the name. */
async function hasNamesake(db: Db, model: string, name: string, newId?: string): Promise<boolean> {
  const found = await findLookAlikes(db, model, name);
  // So many look-alikes cannot be distinguished.
  if (found.length > mostLookAlikes) return true;
  const looksLikeIt = lookAlikeTest(name);
  return found.some(
    (other) =>
      other.id !== newId &&
      (nameFits(name, other.name) || nameFits(other.name, name) || looksLikeIt(other.name)),
  );
}
