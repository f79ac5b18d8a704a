import { randomUUID } from 'node:crypto';
import type { AnalysedPhoto, PhotoReport } from '#face';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { insertPerson, type PersonRow, findPerson, updatePerson } from '../store/tables/people.ts';
import { currentAgreement, putConsent, type Agreement } from './consent.ts';
import {
  alreadyEnrolled,
  consentForPhotos,
  findConflicts,
  findOptOut,
  staysOptedOut,
  withdrawnSince,
} from './enrolment-conflicts.ts';
import { warningsAbout } from './enrolment-warnings.ts';
import {
  findDuplicates,
  findRemovedTwin,
  noteTwins,
  type DuplicateFindings,
} from './duplicate-detection.ts';
import {
  changedFields,
  foldDetails,
  validate,
  normalise,
  type PersonDetails,
  type Mistake,
} from './person-details.ts';
import {
  type EnrolledResult,
  type Enrolment,
  type EnrolmentResult,
  insertTemplates,
  analysePhotos,
  type EnrolmentPhoto,
  type PhotoAnalysis,
} from './photos.ts';
import {
  recordChangedMistake,
  hasRecordChanged,
  needsDocument,
  loadReferencePhotos,
  type ReferencePhotos,
  checkDocument,
} from './reference-photos.ts';

/** A new person, or an enrolled person with the details that change. */
export type EnrolmentSubject =
  | { details: PersonDetails }
  | { personId: string; changes: Partial<PersonDetails> };

type Photos = readonly (EnrolmentPhoto | AnalysedPhoto)[];

/** The new state of a record. */
interface Change {
  /** Null: a new person. */
  before: PersonRow | null;
  person: PersonRow;
  given: Partial<PersonDetails>;
  now: Date;
  photos: Photos;
  /** Null: a new person. */
  stored: ReferencePhotos | null;
}

/** A change whose photos were analysed. */
interface Prepared extends Change {
  looked: PhotoAnalysis;
  likeness: DuplicateFindings;
  twinOf: readonly string[];
  result: EnrolledResult;
}

/**
 * Enrols a new person, or adds photos to an enrolled person and replaces the given details. Any mistake refuses the
 * whole change, and the result names every mistake.
 * @param twinOf the ids of enrolled people who look like this person, and are others
 */
export async function enrol(
  enrolment: Enrolment,
  who: EnrolmentSubject,
  photos: Photos,
  twinOf: readonly string[] = [],
): Promise<EnrolmentResult> {
  const { db } = enrolment;
  const agreement = enrolment.agreement ?? (await currentAgreement(db));
  const change = await changeOf(enrolment, who, photos);
  if (change === null) return refuse([gone]);
  const { before, person, stored } = change;
  const mistakes = await mistakesBeforePhotos(enrolment, change);
  // Without a valid consent, no photo is analysed, not even to report what is wrong with it.
  if (mistakes.length > 0) return refuse(mistakes);

  const looked = await analysePhotos(enrolment, photos, stored?.enrolled);
  const { reports, templates, isRefused } = looked;
  if (isRefused) return refuse([], reports);
  const again = before ? [] : await alreadyEnrolled(enrolment, person, templates, twinOf);
  if (again.length > 0) return refuse(again, reports);
  const likeness = await likenessOf(enrolment, change, templates, twinOf);
  if (likeness.mistakes.length > 0) return refuse(likeness.mistakes, reports);

  const about = { personId: person.id, added: templates.length, photos: reports };
  const isSame = JSON.stringify(person) === JSON.stringify(before);
  if (isSame && templates.length + twinOf.length === 0 && !enrolment.storesOnUnchanged) {
    return { state: 'unchanged', ...about, warnings: [] };
  }
  const warnings = await warningsAbout(enrolment, person, likeness);
  if (isOnDocument(change)) warnings.push({ code: 'document_said_who' });
  // The person may have opted out during the photo analysis.
  const since = templates.length > 0 ? await findOptOut(enrolment, person) : [];
  if (since.length > 0) return refuse(since);
  const result: EnrolledResult = { state: before ? 'updated' : 'enrolled', ...about, warnings };
  const prepared = { ...change, looked, likeness, twinOf, result };
  const late = await store({ ...enrolment, agreement }, prepared);
  return late.length > 0 ? refuse(late, reports) : result;
}

function refuse(mistakes: Mistake[], photos: PhotoReport[] = []): EnrolmentResult {
  return { state: 'refused', mistakes, photos };
}

/** Returns null when the person is not enrolled, or no longer. */
async function changeOf(
  enrolment: Enrolment,
  who: EnrolmentSubject,
  photos: Photos,
): Promise<Change | null> {
  const now = new Date();
  if ('details' in who) {
    const { details: given } = who;
    return { before: null, person: newPerson(given, now), given, now, photos, stored: null };
  }
  const { personId, changes: given } = who;
  const before = await findPerson(enrolment.db, personId);
  if (!before) return null;
  const stored = await loadReferencePhotos(enrolment, personId);
  return { before, person: changeRow(before, given, now), given, now, photos, stored };
}

function newPerson(details: PersonDetails, now: Date): PersonRow {
  const stored = normalise(details);
  return { id: randomUUID(), ...stored, ...foldDetails(stored), consentAt: now, createdAt: now };
}

function changeRow(before: PersonRow, changes: Partial<PersonDetails>, now: Date): PersonRow {
  const details = normalise({ ...before, ...changes });
  const consentAt = details.consent === before.consent ? before.consentAt : now;
  return { ...before, ...details, ...foldDetails(details), consentAt };
}

/** Returns the mistakes that can be found without analysing a photo. */
async function mistakesBeforePhotos(enrolment: Enrolment, change: Change): Promise<Mistake[]> {
  const { before, person, given, now, photos, stored } = change;
  const { db, optOuts, shown } = enrolment;
  if (before && changedFields(before, normalise({ ...before, ...shown })).length > 0) {
    return [recordChangedMistake];
  }
  const mistakes = validate(person, now).filter(
    // An expired enrolment may still get other changes, which it needs before it is renewed.
    ({ code }) => !before || code !== 'already_expired' || given.expiresAt !== undefined,
  );
  if (!before && photos.length === 0) mistakes.push(noPhotos);
  if (!before || photos.length > 0) mistakes.push(...(await findOptOut(enrolment, person)));
  if (before && photos.length > 0) {
    mistakes.push(...(await consentForPhotos(db, before, person, now)));
  }
  if (before) mistakes.push(...(await staysOptedOut(optOuts, before, person)));
  mistakes.push(...(await findConflicts(db, person)));
  if (before && stored) mistakes.push(...checkDocument(enrolment, before, stored, photos));
  return mistakes;
}

/** Whether the record is tied to the person by a document instead of a face. */
function isOnDocument({ stored, photos }: Change): boolean {
  return stored !== null && needsDocument(stored, photos);
}

/** Checks the new photos; when only a twin is named, the enrolled ones. */
async function likenessOf(
  enrolment: Enrolment,
  { person, stored }: Change,
  templates: readonly Float32Array[],
  twinOf: readonly string[],
): Promise<DuplicateFindings> {
  const face = templates.length === 0 && twinOf.length > 0 ? stored?.enrolled.all : templates;
  if (face && face.length > 0) return findDuplicates(enrolment, person, face, twinOf);
  return { mistakes: twinOf.length > 0 ? [noFace] : [], twins: [] };
}

/** Stores a prepared change, unless its basis has changed. @returns the mistakes; empty when it was stored */
async function store(
  enrolment: Enrolment & { agreement: Agreement },
  prepared: Prepared,
): Promise<Mistake[]> {
  const { before, person, given, now, looked, likeness, result } = prepared;
  const { actor = 'service', source = 'photo', agreement } = enrolment;
  return enrolment.db.transaction().execute(async (transaction) => {
    const found = await findMeanwhile(enrolment, transaction, prepared);
    if (found.length > 0) return found;
    if (before) await updatePerson(transaction, person);
    else await insertPerson(transaction, person);
    if (person.consent !== before?.consent) {
      const consent = { statement: person.consent, given: given.consentGiven };
      const by = { givenAt: now, recordedBy: actor, agreement };
      await putConsent(transaction, person.id, consent, by);
    }
    await insertTemplates(enrolment, transaction, person.id, looked, now);
    await noteTwins(enrolment, transaction, person.id, likeness);
    await enrolment.onStoring?.(transaction, result);
    const event = { actor, subject: person.id };
    const templates = looked.templates.length;
    const documentChecked = isOnDocument(prepared) && { documentChecked: true };
    if (before) {
      const details = { templates, changed: changedFields(before, person), ...documentChecked };
      await recordEvent(transaction, { ...event, action: 'person_updated', details });
      if (documentChecked) await enrolment.onRestarted?.(transaction, before);
    } else {
      const details = { templates, source };
      await recordEvent(transaction, { ...event, action: 'person_enrolled', details });
    }
    return [];
  });
}

/** Finds what other processes removed, changed or enrolled during the photo analysis. */
async function findMeanwhile(
  enrolment: Enrolment,
  transaction: Db,
  { before, person, stored, looked, twinOf, now }: Prepared,
): Promise<Mistake[]> {
  const found: Mistake[] = [];
  if (before && stored) {
    const present = await findPerson(transaction, person.id);
    if (!present) return [gone];
    // Another writer's changes are not overwritten.
    if (JSON.stringify(present) !== JSON.stringify(before)) return [recordChangedMistake];
    found.push(...(await hasRecordChanged(enrolment, transaction, person.id, stored)));
    if (looked.templates.length > 0) {
      found.push(...(await consentForPhotos(transaction, before, person, new Date())));
    }
    found.push(...(await withdrawnSince(transaction, person, now)));
    found.push(...(await staysOptedOut(enrolment.optOuts.within(transaction), before, person)));
  }
  found.push(...(await findConflicts(transaction, person)));
  found.push(...(await findRemovedTwin(transaction, twinOf)));
  return found;
}

const noPhotos: Mistake = {
  code: 'no_photos',
  explanation: 'There are no photos. Give at least one.',
};

const noFace: Mistake = {
  code: 'not_alike',
  explanation:
    'There is no photo to compare with the person who was named as looking alike. Give new photos.',
};

const gone: Mistake = {
  code: 'person_gone',
  explanation: 'This person is not enrolled, or has been removed in the meantime.',
};
