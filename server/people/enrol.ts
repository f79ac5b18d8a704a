import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { insertPerson, type PersonRow, findPeople, findPerson } from '../store/tables/people.ts';
import { currentAgreement, putConsent, type Agreement } from './consent.ts';
import {
  foldDetails,
  validate,
  normalise,
  type PersonDetails,
  type Mistake,
} from './person-details.ts';
import {
  type Enrolment,
  type EnrolmentResult,
  insertTemplates,
  analysePhotos,
  type EnrolmentPhoto,
  type Warning,
  noDuplicateHints,
  type DuplicateHints,
  type PhotoAnalysis,
} from './photos.ts';
import type { AnalysedPhoto } from './photo-report.ts';
import type { OptOuts } from './opt-outs.ts';
import {
  findDuplicates,
  noteDuplicates,
  findRemovedHint,
  type DuplicateFindings,
} from './duplicate-detection.ts';
import { printable } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import { identifiersText } from './person.ts';
import { fuse } from './similarity.ts';
import { vestibule } from '../platform/operator-error.ts';

/** Enrols someone new. Refused as a whole, with every reason, when anything is wrong. */
export async function enrol(
  enrolment: Enrolment,
  details: PersonDetails,
  photos: readonly (EnrolmentPhoto | AnalysedPhoto)[],
  alike = noDuplicateHints,
): Promise<EnrolmentResult> {
  const { db } = enrolment;
  const now = new Date();
  const agreement = enrolment.agreement ?? (await currentAgreement(db));
  const person = newPerson(details, now);
  const mistakes = validate(person, now);
  if (photos.length === 0) {
    mistakes.push({ code: 'no_photos', explanation: 'There are no photos. Give at least one.' });
  }
  mistakes.push(...(await findOptOut(enrolment, person)));
  mistakes.push(...(await findConflicts(db, person)));
  // Without a valid consent no one's face is looked at, not even to say what is wrong with a photo.
  if (mistakes.length > 0) return { state: 'refused', mistakes, photos: [] };

  const looked = await analysePhotos(enrolment, photos);
  const { reports, templates, isRefused } = looked;
  if (isRefused) return { state: 'refused', mistakes: [], photos: reports };
  const twice = await alreadyEnrolled(enrolment, person, templates, alike.twinOf);
  if (twice.length > 0) return { state: 'refused', mistakes: twice, photos: reports };
  const likeness = await findDuplicates(enrolment, person, templates, alike);
  if (likeness.mistakes.length > 0) {
    return { state: 'refused', mistakes: likeness.mistakes, photos: reports };
  }
  const warnings = await warningsAbout(enrolment, person, likeness);
  // They may have said so while the photos were taken and looked at.
  const since = await findOptOut(enrolment, person);
  if (since.length > 0) return { state: 'refused', mistakes: since, photos: [] };

  const late = await store(enrolment, details, { person, looked, alike, likeness, agreement });
  if (late.length > 0) return { state: 'refused', mistakes: late, photos: reports };
  const added = templates.length;
  return { state: 'enrolled', personId: person.id, added, photos: reports, warnings };
}

interface NewPerson {
  person: PersonRow;
  looked: PhotoAnalysis;
  alike: DuplicateHints;
  likeness: DuplicateFindings;
  agreement: Agreement;
}

/** @returns why not, when another process has enrolled someone while the photos were looked at */
async function store(
  enrolment: Enrolment,
  details: PersonDetails,
  { person, looked, alike, likeness, agreement }: NewPerson,
): Promise<Mistake[]> {
  return enrolment.db.transaction().execute(async (transaction) => {
    const found = [
      ...(await findConflicts(transaction, person)),
      ...(await findRemovedHint(transaction, alike)),
    ];
    if (found.length > 0) return found;
    const { actor = 'service', source = 'photo' } = enrolment;
    const { id, createdAt: givenAt } = person;
    await insertPerson(transaction, person);
    const consent = { statement: person.consent, given: details.consentGiven };
    await putConsent(transaction, id, consent, { givenAt, recordedBy: actor, agreement });
    await insertTemplates(enrolment, transaction, id, looked, givenAt);
    await noteDuplicates(enrolment, transaction, id, alike, likeness);
    await enrolment.onStoring?.(transaction, id);
    const event = { action: 'person_enrolled', actor, subject: id } as const;
    const about = { templates: looked.templates.length, source };
    await recordEvent(transaction, { ...event, details: about });
    return [];
  });
}

function newPerson(details: PersonDetails, now: Date): PersonRow {
  const stored = normalise(details);
  return { id: randomUUID(), ...stored, ...foldDetails(stored), consentAt: now, createdAt: now };
}

/** An e-mail and an employee id mean one person each, so that a visitor's claim by them does. */
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

/** Refuses people on the opt-out list, and reads none of their photos. */
export async function findOptOut(
  { optOuts }: Enrolment,
  { name, email, employeeId }: { name: string; email: string | null; employeeId: string | null },
): Promise<Mistake[]> {
  if (!(await optOuts.has({ name, email, employeeId }))) return [];
  const explanation = `Somebody of this name, e-mail or employee id is on the opt-out list: their face is never to be captured. If they changed their mind, take them off it with: ${vestibule} privacy opt-out remove`;
  return [{ code: 'opted_out', explanation }];
}

/** An opt-out stays: no edit removes the details in the record that the list knows them by. */
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
 * Finds someone of the same name with the same face, unless e-mail or employee id tell the two
 * apart, or they are twins: the same list imported twice should not enrol everyone twice.
 */
async function alreadyEnrolled(
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

/** The warnings that the operator reads after enrolling. */
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
