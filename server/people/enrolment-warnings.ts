import { printable } from '#base/text';
import type { Db } from '../store/schema.ts';
import { findPeople, findPerson, type PersonRow } from '../store/tables/people.ts';
import type { DuplicateFindings } from './duplicate-detection.ts';
import { identifiersText } from './person.ts';
import type { Enrolment, Warning } from './photos.ts';

export async function warningsAbout(
  { db }: Enrolment,
  person: PersonRow,
  { twins }: DuplicateFindings,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const namesakes = await findPeople(db, { nameFolded: person.nameFolded });
  const personIds = namesakes.map(({ id }) => id).filter((id) => id !== person.id);
  if (personIds.length > 0) warnings.push({ code: 'same_name', personIds });
  return [...warnings, ...twins.map((twin) => ({ code: 'twin' as const, ...twin }))];
}

/** Returns a warning as the operator reads it after enrolling. */
export async function warningSentence(db: Db, warning: Warning): Promise<string> {
  if (warning.code === 'same_name') {
    const ids = warning.personIds.join(', ');
    return `Somebody of the same name is enrolled too (${ids}). A visitor who gives only this name is compared with each of them.`;
  }
  if (warning.code === 'document_said_who') {
    return 'No face could confirm whose record this is, only the document that was checked; that is on record. They get an e-mail if an address is on record and notify.yaml names a mail server; tell them yourself as well.';
  }
  const other = await findPerson(db, warning.personId);
  const who = other
    ? printable`${other.name} (${identifiersText(other)}, ${other.id})`
    : 'somebody removed since';
  return `This person and ${who} have to match more closely from now on (a likeness of ${warning.threshold.toFixed(2)}), so that neither is taken for the other. They may be held more often.`;
}
