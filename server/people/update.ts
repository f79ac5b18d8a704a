import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { findPerson, updatePerson, type PersonRow } from '../store/tables/people.ts';
import { currentAgreement, putConsent, type Agreement } from './consent.ts';
import { findConflicts, findOptOut, staysOptedOut, warningsAbout } from './enrol.ts';
import {
  recordChangedMistake,
  hasRecordChanged,
  needsDocument,
  loadReferencePhotos,
  type ReferencePhotos,
  checkDocument,
} from './reference-photos.ts';
import {
  findDuplicates,
  noteDuplicates,
  findRemovedHint,
  type DuplicateFindings,
} from './duplicate-detection.ts';
import {
  noDuplicateHints,
  type DuplicateHints,
  type Enrolment,
  type EnrolmentResult,
  insertTemplates,
  analysePhotos,
  type EnrolmentPhoto,
  type PhotoAnalysis,
} from './photos.ts';
import {
  changedFields,
  foldDetails,
  validate,
  normalise,
  type Mistake,
  type PersonDetails,
} from './person-details.ts';
import { consentStandings, isConsentEnded, type ConsentStanding } from './person.ts';
import { vestibule } from '../platform/operator-error.ts';

/**
 * Adds photos to someone enrolled and replaces those details that are given. Refused as a whole,
 * with every reason, when anything is wrong.
 */
export async function update(
  enrolment: Enrolment,
  personId: string,
  changes: Partial<PersonDetails>,
  photos: readonly EnrolmentPhoto[],
  alike = noDuplicateHints,
): Promise<EnrolmentResult> {
  const { db } = enrolment;
  const now = new Date();
  const agreement = enrolment.agreement ?? (await currentAgreement(db));
  const before = await findPerson(db, personId);
  if (!before) return { state: 'refused', mistakes: [gone], photos: [] };
  const person = changed(before, changes, now);
  const mistakes = await mistakesOfChange(enrolment, { before, person, changes, now }, photos);
  const stored = await loadReferencePhotos(enrolment, personId);
  mistakes.push(...checkDocument(enrolment, before, stored, photos));
  if (mistakes.length > 0) return { state: 'refused', mistakes, photos: [] };

  const { enrolled } = stored;
  const looked = await analysePhotos(enrolment, photos, enrolled);
  const { reports, templates, isRefused } = looked;
  if (isRefused) return { state: 'refused', mistakes: [], photos: reports };
  const added = templates.length;
  const likeness = await likenessOf(
    enrolment,
    person,
    { enrolled: enrolled.all, templates },
    alike,
  );
  if (likeness.mistakes.length > 0) {
    return { state: 'refused', mistakes: likeness.mistakes, photos: reports };
  }
  const isNamed = alike.samePersonAs.length + alike.twinOf.length > 0;
  const isChanged = JSON.stringify(person) !== JSON.stringify(before);
  const news = [added > 0, isNamed, isChanged, enrolment.storesOnUnchanged === true];
  if (!news.includes(true)) {
    return { state: 'unchanged', personId, added, photos: reports, warnings: [] };
  }
  const warnings = await warningsAbout(enrolment, person, likeness);
  if (needsDocument(stored, photos)) warnings.push({ code: 'document_said_who' });
  const since = added > 0 ? await findOptOut(enrolment, person) : [];
  if (since.length > 0) return { state: 'refused', mistakes: since, photos: [] };

  const by = { ...enrolment, agreement };
  const late = await storeUpdate(by, {
    ...{ before, person, changes, photos, stored, looked, likeness, alike, now },
  });
  if (late.length > 0) return { state: 'refused', mistakes: late, photos: reports };
  return { state: 'updated', personId, added, photos: reports, warnings };
}

/** What is wrong with a change before a photo is looked at. */
async function mistakesOfChange(
  enrolment: Enrolment,
  { before, person, changes, now }: Pick<Prepared, 'before' | 'person' | 'changes' | 'now'>,
  photos: readonly EnrolmentPhoto[],
): Promise<Mistake[]> {
  const displayed = normalise({ ...before, ...enrolment.shown });
  if (changedFields(before, displayed).length > 0) return [recordChangedMistake];
  const mistakes = validate(person, now).filter(
    // An enrolment that has run out may still be given what it needs to go on.
    ({ code }) => code !== 'already_expired' || changes.expiresAt !== undefined,
  );
  if (photos.length > 0) {
    mistakes.push(...(await findOptOut(enrolment, person)));
    mistakes.push(...(await consentForPhotos(enrolment.db, before, person, now)));
  }
  mistakes.push(...(await staysOptedOut(enrolment.optOuts, before, person)));
  mistakes.push(...(await findConflicts(enrolment.db, person)));
  return mistakes;
}

interface Prepared {
  before: PersonRow;
  person: PersonRow;
  changes: Partial<PersonDetails>;
  photos: readonly EnrolmentPhoto[];
  stored: ReferencePhotos;
  looked: PhotoAnalysis;
  likeness: DuplicateFindings;
  alike: DuplicateHints;
  now: Date;
}

/** Stores what was prepared, unless what it rests on has changed since. @returns why nothing was stored */
async function storeUpdate(
  enrolment: Enrolment & { agreement: Agreement },
  prepared: Prepared,
): Promise<Mistake[]> {
  const { before, person, changes, photos, stored, looked, likeness, alike, now } = prepared;
  const added = looked.templates.length;
  return enrolment.db.transaction().execute(async (transaction) => {
    // Another process may have removed or enrolled someone while the photos were looked at.
    const present = await findPerson(transaction, person.id);
    if (!present) return [gone];
    // What someone else has written since is not written over.
    if (JSON.stringify(present) !== JSON.stringify(before)) return [recordChangedMistake];
    const found = [
      ...(await hasRecordChanged(enrolment, transaction, person.id, stored)),
      ...(added > 0 ? await consentForPhotos(transaction, before, person, new Date()) : []),
      ...(await withdrawnSince(transaction, person, now)),
      ...(await staysOptedOut(enrolment.optOuts.within(transaction), before, person)),
      ...(await findConflicts(transaction, person)),
      ...(await findRemovedHint(transaction, alike)),
    ];
    if (found.length > 0) return found;
    const actor = enrolment.actor ?? 'service';
    await updatePerson(transaction, person);
    if (person.consent !== before.consent) {
      const consent = { statement: person.consent, given: changes.consentGiven };
      await putConsent(transaction, person.id, consent, {
        givenAt: now,
        recordedBy: actor,
        agreement: enrolment.agreement,
      });
    }
    await insertTemplates(enrolment, transaction, person.id, looked, now);
    await noteDuplicates(enrolment, transaction, person.id, alike, likeness);
    await enrolment.onStoring?.(transaction, person.id);
    await recordEvent(transaction, {
      action: 'person_updated',
      actor,
      subject: person.id,
      details: {
        templates: added,
        changed: changedFields(before, person),
        ...(needsDocument(stored, photos) && { documentChecked: true }),
      },
    });
    if (needsDocument(stored, photos)) await enrolment.onRestarted?.(transaction, before);
    return [];
  });
}

/** Of the new photos; of those enrolled when only someone who looks alike is named. */
async function likenessOf(
  enrolment: Enrolment,
  person: PersonRow,
  { enrolled, templates }: Record<'enrolled' | 'templates', readonly Float32Array[]>,
  alike: DuplicateHints,
): Promise<DuplicateFindings> {
  const isNamed = alike.samePersonAs.length + alike.twinOf.length > 0;
  const face = templates.length === 0 && isNamed ? enrolled : templates;
  if (face.length > 0) return findDuplicates(enrolment, person, face, alike);
  const mistakes = isNamed ? [noFace] : [];
  return { mistakes, twins: [] };
}

const noFace: Mistake = {
  code: 'not_alike',
  explanation:
    'There is no photo to compare with the person who was named as looking alike. Give new photos.',
};

const gone: Mistake = {
  code: 'person_gone',
  explanation: 'This person is not enrolled, or has been removed in the meantime.',
};

function changed(before: PersonRow, changes: Partial<PersonDetails>, now: Date): PersonRow {
  const details = normalise({ ...before, ...changes });
  const consentAt = details.consent === before.consent ? before.consentAt : now;
  return { ...before, ...details, ...foldDetails(details), consentAt };
}

/**
 * No one's new photos are looked at whose consent does not stand. Other words than those on record are
 * a consent given again; the same words again may be an old list that is read once more.
 */
async function consentForPhotos(
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

/** A consent that was given before the person withdrew does not undo that. */
async function withdrawnSince(db: Db, { id }: PersonRow, begun: Date): Promise<Mistake[]> {
  const { withdrawnAt } = (await consentStandings(db, [id]))(id);
  return withdrawnAt !== null && withdrawnAt >= begun ? [recordChangedMistake] : [];
}

function problemOf(standing: ConsentStanding, now: Date): string | null {
  if (standing.withdrawnAt !== null) return 'They withdrew their consent';
  if (isConsentEnded(standing, now)) return 'Their consent has run out';
  return standing.isOutdated ? 'The consent text has changed since they agreed' : null;
}
