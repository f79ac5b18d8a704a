import { findPeople, type PersonRow } from '../store/tables/people.ts';
import type { Enrolment } from './enrolment.ts';
import type { Likeness } from './looks-like.ts';

/** Worth a look by whoever enrols, but no reason to refuse. */
export type Warning =
  | { code: 'same_name'; personIds: string[] }
  /** The two were said to be twins: approval of either needs this score from now on. */
  | { code: 'twin'; personId: string; threshold: number };

export async function warningsAbout(
  { db }: Enrolment,
  person: PersonRow,
  { twins }: Likeness,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const namesakes = await findPeople(db, { nameFolded: person.nameFolded });
  const personIds = namesakes.map(({ id }) => id).filter((id) => id !== person.id);
  if (personIds.length > 0) warnings.push({ code: 'same_name', personIds });
  return [...warnings, ...twins.map((twin) => ({ code: 'twin' as const, ...twin }))];
}
