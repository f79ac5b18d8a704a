import { failuresUntilOff } from '../../people/failed-attempts.ts';
import { clockBelievedForDays, postponedErasures, type Retention } from '../../people/retention.ts';
import { vestibule } from '../../platform/operator-error.ts';
import type { Db } from '../../store/schema.ts';
import { countPeople } from '../../store/tables/people.ts';
import { peopleWithFailures } from '../../store/tables/person-tries.ts';
import { currentConsentText } from '../../store/tables/privacy.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Examines whether people can agree at the lobby screen and whether anybody is enrolled. */
export async function checkEnrolled(db: Db): Promise<Finding[]> {
  return [consent(await currentConsentText(db)), people(await countPeople(db))];
}

function consent(text: { version: string } | undefined): Finding {
  const about = 'Consent text';
  if (text) return ok('consent', about, `The text "${text.version}" counts.`);
  const found = 'None is published, so nobody can agree at the lobby screen.';
  const todo = `Publish one at the desk, under Manage. In a terminal: ${vestibule} setup --company NAME --privacy-contact ADDRESS`;
  return warning('consent', about, found, todo);
}

function people(count: number): Finding {
  const about = 'People';
  if (count > 0) return ok('people', about, `${count} ${count === 1 ? 'is' : 'are'} enrolled.`);
  const found = 'There is no enrolled person, so the face check holds every visitor.';
  const todo = `Enrol yourself at the desk, under People. In a terminal: ${vestibule} enroll add --help`;
  return warning('people', about, found, todo);
}

/** Examines whether the service erases people past the retention period by itself. */
export async function checkRetention(db: Db, retention: Retention): Promise<Finding[]> {
  const about = 'Retention';
  const { length: people } = await postponedErasures(db, retention, new Date());
  if (people === 0) return [ok('retention', about, 'No record is older than it allows.')];
  const found = `${people} past it ${people === 1 ? 'is' : 'are'} kept: no sign-in of the last ${clockBelievedForDays} days says that the clock is right.`;
  const todo = `Look at the clock. Then run: ${vestibule} privacy purge`;
  return [warning('retention_held', about, found, todo)];
}

/** Examines whose face check is off after too many failures. */
export async function checkFacesOff(db: Db): Promise<Finding[]> {
  const { size } = await peopleWithFailures(db, failuresUntilOff);
  if (size === 0) return [];
  const people = size === 1 ? '1 person' : `${size} people`;
  const found = `The face check is off for ${people}, after ${failuresUntilOff} in a row have failed.`;
  const todo = `Look at who tried, in the history of the front desk, and turn it on again under People. In a terminal: "${vestibule} enroll list" and "enroll face-on".`;
  return [warning('faces_off', 'Face checks', found, todo)];
}
