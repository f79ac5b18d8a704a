import { vestibule } from '../../../server/platform/operator-error.ts';
import type { Db } from '../../../server/store/schema.ts';
import { countPeople } from '../../../server/store/tables/people.ts';
import { currentConsentText } from '../../../server/store/tables/privacy.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Can somebody agree at the lobby screen, and is anybody enrolled? */
export async function checkEnrolled(db: Db): Promise<Finding[]> {
  return [consent(await currentConsentText(db)), people(await countPeople(db))];
}

function consent(text: { version: string } | undefined): Finding {
  const about = 'Consent text';
  if (text) return ok('consent', about, `The text "${text.version}" counts.`);
  const found = 'None is published, so nobody can agree at the lobby screen.';
  const todo = `Publish one at the desk, under Manage, or: ${vestibule} setup --company NAME --privacy-contact ADDRESS`;
  return warning('consent', about, found, todo);
}

function people(count: number): Finding {
  const about = 'People';
  if (count > 0) return ok('people', about, `${count} ${count === 1 ? 'is' : 'are'} enrolled.`);
  const found = 'Nobody is enrolled, so the face check holds every visitor.';
  const todo = `Enrol yourself at the desk, under People, or: ${vestibule} enroll camera --help`;
  return warning('people', about, found, todo);
}
