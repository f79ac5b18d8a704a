import { randomUUID } from 'node:crypto';
import type { Db } from '../store/schema.ts';
import { findPeople, findPerson, insertPerson, updatePerson } from '../store/tables/people.ts';
import type { PersonRow } from '../store/tables/people.ts';
import { insertTemplate, templatesOfPerson } from '../store/tables/templates.ts';
import type { TemplateCipher } from '../store/template-cipher.ts';
import type { Vision } from '../vision/vision.ts';
import { folded, mistakesIn, tidied, type Details, type Mistake } from './details.ts';
import { fuse } from './fuse.ts';
import type { People } from './person.ts';
import { lookAtPhotos, type LookedAt, type Photo, type PhotoReport } from './photos.ts';
import { compareFaces } from './same-face.ts';

export interface Enrolment {
  db: Db;
  cipher: TemplateCipher;
  vision: Vision;
  /** Looked through for somebody else with the same face, to warn of it. */
  people: People;
}

/** A person as they are after the enrolment, or all that keeps them from it. */
export type EnrolmentResult =
  | {
      state: 'enrolled' | 'updated' | 'unchanged';
      personId: string;
      /** Templates added. */
      added: number;
      photos: PhotoReport[];
      warnings: Warning[];
    }
  | { state: 'refused'; mistakes: Mistake[]; photos: PhotoReport[] };

/** Worth a look by whoever enrols, but no reason to refuse. */
export type Warning =
  | { code: 'same_name'; personIds: string[] }
  /** The face fits this other person as well as their own photos would. */
  | { code: 'same_face'; personId: string };

/** How much less alike two single photos of one person may be than the threshold asks of fused ones. */
const photoSlack = 0.25;

/** Enrols somebody new. Refused as a whole, with every reason, when anything is wrong. */
export async function enrol(
  enrolment: Enrolment,
  details: Details,
  photos: readonly Photo[],
): Promise<EnrolmentResult> {
  const now = new Date();
  const tidy = tidied(details);
  const person: PersonRow = {
    id: randomUUID(),
    ...tidy,
    ...folded(tidy),
    consentAt: now,
    createdAt: now,
  };
  const mistakes = mistakesIn(tidy, now);
  if (photos.length === 0) {
    mistakes.push({ code: 'no_photos', explanation: 'There are no photos. Give at least one.' });
  }
  mistakes.push(...(await taken(enrolment.db, person)));
  // Without a valid consent nobody's face is looked at, not even to say what is wrong with a photo.
  if (mistakes.length > 0) return { state: 'refused', mistakes, photos: [] };

  const looked = await lookedAt(enrolment, [], photos);
  const reports = looked.map(({ report }) => report);
  if (hasRefusals(looked)) return { state: 'refused', mistakes: [], photos: reports };

  const warnings = await warningsAbout(enrolment, person, looked);
  const late = await enrolment.db.transaction().execute(async (transaction) => {
    const conflicts = await taken(transaction, person);
    if (conflicts.length > 0) return conflicts;
    await insertPerson(transaction, person);
    await insertTemplates(enrolment, transaction, person.id, looked, now);
    return [];
  });
  if (late.length > 0) return { state: 'refused', mistakes: late, photos: reports };
  const added = countTemplates(looked);
  return { state: 'enrolled', personId: person.id, added, photos: reports, warnings };
}

/**
 * Adds photos to somebody enrolled and replaces those details that are given. Refused as a whole,
 * with every reason, when anything is wrong.
 */
export async function update(
  enrolment: Enrolment,
  personId: string,
  changes: Partial<Details>,
  photos: readonly Photo[],
): Promise<EnrolmentResult> {
  const now = new Date();
  const before = await findPerson(enrolment.db, personId);
  if (!before) return { state: 'refused', mistakes: [gone], photos: [] };
  const person = changed(before, changes, now);
  const mistakes = mistakesIn(person, now).filter(
    // An enrolment that has expired by itself may still be given what it needs to go on.
    ({ code }) => code !== 'already_expired' || changes.expiresAt !== undefined,
  );
  mistakes.push(...(await taken(enrolment.db, person)));
  if (mistakes.length > 0) return { state: 'refused', mistakes, photos: [] };

  const enrolled = await templatesSoFar(enrolment, personId);
  const looked = await lookedAt(enrolment, enrolled, photos);
  const reports = looked.map(({ report }) => report);
  if (hasRefusals(looked)) return { state: 'refused', mistakes: [], photos: reports };

  const added = countTemplates(looked);
  const isSame = JSON.stringify(person) === JSON.stringify(before);
  if (added === 0 && isSame) {
    return { state: 'unchanged', personId, added, photos: reports, warnings: [] };
  }
  const warnings = await warningsAbout(enrolment, person, looked);
  const late = await enrolment.db.transaction().execute(async (transaction) => {
    if (!(await findPerson(transaction, personId))) return [gone];
    const conflicts = await taken(transaction, person);
    if (conflicts.length > 0) return conflicts;
    await updatePerson(transaction, person);
    await insertTemplates(enrolment, transaction, personId, looked, now);
    return [];
  });
  if (late.length > 0) return { state: 'refused', mistakes: late, photos: reports };
  return { state: 'updated', personId, added, photos: reports, warnings };
}

const gone: Mistake = {
  code: 'person_gone',
  explanation: 'This person is not enrolled, or has been removed in the meantime.',
};

function changed(before: PersonRow, changes: Partial<Details>, now: Date): PersonRow {
  const tidy = tidied({ ...before, ...changes });
  const consentAt = tidy.consent === before.consent ? before.consentAt : now;
  return { ...before, ...tidy, ...folded(tidy), consentAt };
}

/** E-mail and employee id mean one person each, so that a claim by them does. */
async function taken(db: Db, person: PersonRow): Promise<Mistake[]> {
  const { id, emailFolded, employeeId } = person;
  const holders = (await findPeople(db, { emailFolded, employeeId })).filter(
    (holder) => holder.id !== id,
  );
  return holders.flatMap((holder) => {
    const found: Mistake[] = [];
    const remedy = `To add photos to them or change them, use --update ${holder.id}.`;
    if (emailFolded !== null && holder.emailFolded === emailFolded) {
      found.push({
        code: 'email_taken',
        explanation: `The e-mail ${person.email} is enrolled already, for ${holder.name}. ${remedy}`,
      });
    }
    if (employeeId !== null && holder.employeeId === employeeId) {
      found.push({
        code: 'employee_id_taken',
        explanation: `The employee id ${employeeId} is enrolled already, for ${holder.name}. ${remedy}`,
      });
    }
    return found;
  });
}

async function lookedAt(
  { vision }: Enrolment,
  enrolled: readonly Float32Array[],
  photos: readonly Photo[],
): Promise<LookedAt[]> {
  const looked = await lookAtPhotos(vision, photos);
  return compareFaces(looked, enrolled, vision.model.threshold - photoSlack);
}

async function templatesSoFar(
  { db, cipher, vision }: Enrolment,
  personId: string,
): Promise<Float32Array[]> {
  const rows = await templatesOfPerson(db, personId);
  return rows
    .filter(({ model }) => model === vision.model.id)
    .map(({ ciphertext, model }) => cipher.decrypt(ciphertext, personId, model));
}

async function insertTemplates(
  { cipher, vision }: Enrolment,
  db: Db,
  personId: string,
  looked: readonly LookedAt[],
  createdAt: Date,
): Promise<void> {
  const model = vision.model.id;
  for (const { template } of looked) {
    if (!template) continue;
    const ciphertext = cipher.encrypt(template, personId, model);
    await insertTemplate(db, { personId, model, ciphertext, source: 'photo', createdAt });
  }
}

async function warningsAbout(
  { db, people, vision }: Enrolment,
  person: PersonRow,
  looked: readonly LookedAt[],
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const namesakes = await findPeople(db, { nameFolded: person.nameFolded });
  const personIds = namesakes.map(({ id }) => id).filter((id) => id !== person.id);
  if (personIds.length > 0) warnings.push({ code: 'same_name', personIds });
  const templates = looked.flatMap(({ template }) => (template ? [template] : []));
  if (templates.length === 0) return warnings;
  const { other } = await people.compare(fuse(templates), [person.id]);
  if (other && other.score >= vision.model.threshold) {
    warnings.push({ code: 'same_face', personId: other.personId });
  }
  return warnings;
}

function hasRefusals(looked: readonly LookedAt[]): boolean {
  return looked.some(({ report }) => report.state === 'refused');
}

function countTemplates(looked: readonly LookedAt[]): number {
  return looked.filter(({ template }) => template !== null).length;
}
