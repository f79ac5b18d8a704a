import { findPeople, type PersonRow } from '../store/tables/people.ts';
import type { Enrolment } from './enrolment.ts';
import { fuse } from './fuse.ts';

/** Worth a look by whoever enrols, but no reason to refuse. */
export type Warning =
  | { code: 'same_name'; personIds: string[] }
  /** The face fits this other person as well as their own photos would. */
  | { code: 'same_face'; personId: string };

/** @param templates of the photos to be enrolled */
export async function warningsAbout(
  { db, people, vision }: Enrolment,
  person: PersonRow,
  templates: readonly Float32Array[],
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const namesakes = await findPeople(db, { nameFolded: person.nameFolded });
  const personIds = namesakes.map(({ id }) => id).filter((id) => id !== person.id);
  if (personIds.length > 0) warnings.push({ code: 'same_name', personIds });
  if (templates.length === 0) return warnings;
  const { other } = await people.compare(fuse(templates), [person.id]);
  if (other && other.score >= vision.model.threshold) {
    warnings.push({ code: 'same_face', personId: other.personId });
  }
  return warnings;
}
