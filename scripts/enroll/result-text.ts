import type { Mistake } from '../../server/people/details.ts';
import type { EnrolmentResult } from '../../server/people/enrolment.ts';
import type { Warning } from '../../server/people/enrolment-warnings.ts';
import type { Db } from '../../server/store/schema.ts';
import { findPerson } from '../../server/store/tables/people.ts';
import { alarming, cautious, wrapped } from '../cli/text.ts';
import { knownBy } from './person-text.ts';
import { photoLines } from './photo-text.ts';

/** Why an enrolment was refused, a line or more for each reason. @param remedy for somebody enrolled already */
export function refusalLines(
  { mistakes, photos }: Extract<EnrolmentResult, { state: 'refused' }>,
  remedy: (personId: string) => string,
): string[] {
  return [
    ...mistakes.map(({ explanation, personId }: Mistake) => {
      const text = personId === undefined ? explanation : `${explanation} ${remedy(personId)}`;
      return `  ${alarming('✗')} ${wrapped(text, '    ').slice(4)}`;
    }),
    ...photoLines(photos),
  ];
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
  const who = other ? `${other.name} (${knownBy(other)}, ${other.id})` : 'somebody removed since';
  return `The face also fits ${who}. If they are one person, remove one of the two: a sign-in of either can end in review.`;
}
