import { vestibule } from '../platform/operator-error.ts';
import { printable } from '#base/text';
import type { Db } from '../store/schema.ts';
import { findPeople, type PersonRow } from '../store/tables/people.ts';
import type { OptOuts } from './opt-outs.ts';
import { consentStandings, isConsentEnded, type ConsentStanding } from './person.ts';
import type { Mistake } from './person-details.ts';
import type { Enrolment } from './photos.ts';
import { recordChangedMistake } from './reference-photos.ts';
import { fuse } from '#face';

/** Refuses an e-mail or employee id of another person, so that a visitor's claim by it means one person. */
export async function findConflicts(db: Db, person: PersonRow): Promise<Mistake[]> {
  const { id, email, emailFolded, employeeId } = person;
  const holders = await findPeople(db, { emailFolded, employeeId });
  return holders
    .filter((holder) => holder.id !== id)
    .flatMap((holder) => {
      const found: Mistake[] = [];
      if (emailFolded !== null && holder.emailFolded === emailFolded) {
        found.push({
          code: 'email_taken',
          explanation: printable`The e-mail ${email} is enrolled already, for ${holder.name}.`,
          values: { name: holder.name },
          personId: holder.id,
        });
      }
      if (employeeId !== null && holder.employeeId === employeeId) {
        found.push({
          code: 'employee_id_taken',
          explanation: printable`The employee id ${employeeId} is enrolled already, for ${holder.name}.`,
          values: { name: holder.name },
          personId: holder.id,
        });
      }
      return found;
    });
}

/** Refuses people on the opt-out list, without reading their photos. */
export async function findOptOut(
  { optOuts }: Enrolment,
  { name, email, employeeId }: { name: string; email: string | null; employeeId: string | null },
): Promise<Mistake[]> {
  if (!(await optOuts.has({ name, email, employeeId }))) return [];
  const explanation = `Somebody of this name, e-mail or employee id is on the opt-out list: their face is never to be captured. If they changed their mind, take them off it with: ${vestibule} privacy opt-out remove`;
  return [{ code: 'opted_out', explanation }];
}

/** Refuses a change that removes the details by which the opt-out list knows the person. */
export async function staysOptedOut(
  optOuts: Pick<OptOuts, 'has'>,
  before: PersonRow,
  after: PersonRow,
): Promise<Mistake[]> {
  const isKnownAlike =
    after.nameFolded === before.nameFolded &&
    after.emailFolded === before.emailFolded &&
    after.employeeId === before.employeeId;
  if (isKnownAlike || !(await optOuts.has(before)) || (await optOuts.has(after))) return [];
  const explanation = `This person is on the opt-out list, and would be captured under these details, of which the list knows none. Put the new ones on it first, with: ${vestibule} privacy opt-out add. If they changed their mind, take the old ones off it: ${vestibule} privacy opt-out remove`;
  return [{ code: 'opted_out', explanation }];
}

/**
 * Finds an enrolled person with the same name and face, so that importing a list twice does not enrol everybody twice.
 * People with different e-mails or employee ids, and named twins, are not the same.
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
      values: { name: person.name },
      personId: claimed.personId,
    },
  ];
}

function hasIdentifier({ email, employeeId }: PersonRow): boolean {
  return email !== null || employeeId !== null;
}

/**
 * Refuses new photos of a person without a valid consent. Another wording than the recorded one is a new consent. The
 * same wording may come from an old list that is imported again.
 */
export async function consentForPhotos(
  db: Db,
  before: PersonRow,
  { consent }: Pick<PersonRow, 'consent'>,
  now: Date,
): Promise<Mistake[]> {
  if (consent !== before.consent) return [];
  const standing = (await consentStandings(db, [before.id]))(before.id);
  const problem = problemOf(standing, now);
  if (problem === null) return [];
  const renew = `${vestibule} privacy consent renew ${before.email ?? before.id} --how "..."`;
  const explanation = `${problem}, so their photos are not read. If they agree, write that down first: ${renew}`;
  return [{ code: 'consent_ended', explanation }];
}

/** Refuses a consent that was given before a withdrawal, because it does not undo the withdrawal. */
export async function withdrawnSince(db: Db, { id }: PersonRow, begun: Date): Promise<Mistake[]> {
  const { withdrawnAt } = (await consentStandings(db, [id]))(id);
  return withdrawnAt !== null && withdrawnAt >= begun ? [recordChangedMistake] : [];
}

function problemOf(standing: ConsentStanding, now: Date): string | null {
  if (standing.withdrawnAt !== null) return 'They withdrew their consent';
  if (isConsentEnded(standing, now)) return 'Their consent has run out';
  return standing.isOutdated ? 'The consent text has changed since they agreed' : null;
}
