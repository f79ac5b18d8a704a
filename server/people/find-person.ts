import type { Db } from '../store/schema.ts';
import { findPeople, type PersonRow } from '../store/tables/people.ts';
import { foldEmail, foldName } from './folding.ts';

/** Everybody whom a reference can mean: an id, an e-mail, an employee id, or an exact name. */
export async function peopleMeantBy(db: Db, reference: string): Promise<PersonRow[]> {
  const text = reference.trim();
  if (text === '') return [];
  return findPeople(db, {
    id: text,
    emailFolded: foldEmail(text),
    employeeId: text,
    nameFolded: foldName(text),
  });
}
