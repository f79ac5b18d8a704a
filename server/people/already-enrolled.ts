import { findPeople, type PersonRow } from '../store/tables/people.ts';
import { printable } from '../platform/printable.ts';
import type { Mistake } from './details.ts';
import type { Enrolment } from './enrolment.ts';
import { fuse } from './fuse.ts';

/**
 * Finds somebody of the same name with the same face, unless e-mail or employee id tell the two
 * apart, or they are twins: the same list imported twice should not enrol everybody twice.
 */
export async function alreadyEnrolled(
  { db, people, vision }: Enrolment,
  person: PersonRow,
  templates: readonly Float32Array[],
  twinOf: readonly string[],
): Promise<Mistake[]> {
  const sameName = await findPeople(db, { nameFolded: person.nameFolded });
  const namesakes = sameName.filter(
    (other) => !(hasIdentifier(other) && hasIdentifier(person)) && !twinOf.includes(other.id),
  );
  if (namesakes.length === 0 || templates.length === 0) return [];
  const ids = namesakes.map(({ id }) => id);
  const { claimed } = await people.compare(fuse(templates), ids);
  if (!claimed || claimed.score < vision.model.threshold) return [];
  return [
    {
      code: 'already_enrolled',
      explanation: printable`${person.name} is enrolled already, under the same name and with the same face.`,
      personId: claimed.personId,
    },
  ];
}

function hasIdentifier({ email, employeeId }: PersonRow): boolean {
  return email !== null || employeeId !== null;
}
