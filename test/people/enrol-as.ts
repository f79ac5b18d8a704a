import { enrol } from '#server/people/enrol.ts';
import type { PersonDetails } from '#server/people/person-details.ts';

type Enrolment = Parameters<typeof enrol>[0];
type More = [photos: Parameters<typeof enrol>[2], twinOf?: readonly string[]];

/** Enrols a new person. */
export function enrolNew(by: Enrolment, details: PersonDetails, ...more: More) {
  return enrol(by, { details }, ...more);
}

/** Adds photos or details to an enrolled person. */
export function enrolMore(
  by: Enrolment,
  personId: string,
  changes: Partial<PersonDetails>,
  ...more: More
) {
  return enrol(by, { personId, changes }, ...more);
}
