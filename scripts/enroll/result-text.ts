import type { Mistake } from '../../server/people/details.ts';
import type { EnrolmentResult } from '../../server/people/enrolment.ts';
import type { Warning } from '../../server/people/enrolment-warnings.ts';
import type { Db } from '../../server/store/schema.ts';
import { findPerson } from '../../server/store/tables/people.ts';
import { printable } from '../../server/platform/printable.ts';
import { alarming, cautious, wrapped } from '../cli/text.ts';
import { knownBy } from './person-text.ts';
import { photoLines } from './photo-text.ts';

/** Why an enrolment was refused, a line or more for each reason. @param remedy for a detail that somebody else has */
export function refusalLines(
  { mistakes, photos }: Extract<EnrolmentResult, { state: 'refused' }>,
  remedy: (personId: string) => string,
): string[] {
  return [
    ...mistakes.map(({ code, explanation, personId }: Mistake) => {
      const advice = code === 'looks_like_enrolled' ? remedyForLikeness : remedy;
      const text = personId === undefined ? explanation : `${explanation} ${advice(personId)}`;
      return `  ${alarming('✗')} ${wrapped(text, '    ').slice(4)}`;
    }),
    ...photoLines(photos),
  ];
}

function remedyForLikeness(personId: string): string {
  return `If they are one person, add "--same-person-as ${personId}"; if they only look alike, "--twin-of ${personId}". A list has the columns same_person_as and twin_of.`;
}

/** What whoever enrols should have a look at. */
export async function warningLines(
  db: Db,
  { warnings, photos }: Exclude<EnrolmentResult, { state: 'refused' }>,
): Promise<string[]> {
  const texts = await Promise.all(warnings.map((warning) => warningText(db, warning)));
  return [
    ...photoLines(photos),
    ...texts.map((text) => `  ${cautious('!')} ${wrapped(text, '    ').slice(4)}`),
  ];
}

async function warningText(db: Db, warning: Warning): Promise<string> {
  if (warning.code === 'same_name') {
    const ids = warning.personIds.join(', ');
    return `Somebody of the same name is enrolled too (${ids}). A visitor who gives only this name is compared with each of them.`;
  }
  const other = await findPerson(db, warning.personId);
  const who = other
    ? printable`${other.name} (${knownBy(other)}, ${other.id})`
    : 'somebody removed since';
  return `Approval of this person, and of ${who}, takes a likeness of ${warning.threshold.toFixed(2)} from now on, so that neither is taken for the other. Their sign-ins may end in review more often.`;
}
