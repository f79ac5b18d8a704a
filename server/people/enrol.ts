import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { insertPerson, putLocations, type PersonRow } from '../store/tables/people.ts';
import { alreadyEnrolled, conflicts, warningsAbout, optedOut } from './enrolment-rules.ts';
import { agreementOfNow, putConsent } from './consent.ts';
import { folded, locationsIn, mistakesIn, tidied, type PersonDetails } from './person-details.ts';
import {
  type Enrolment,
  type EnrolmentResult,
  insertTemplates,
  lookForEnrolment,
  type Photo,
} from './photos.ts';
import { findLikeness, nobodyAlike, noteLikeness, removedSince } from './looks-like.ts';

/** Enrols somebody new. Refused as a whole, with every reason, when anything is wrong. */
export async function enrol(
  enrolment: Enrolment,
  details: PersonDetails,
  photos: readonly Photo[],
  alike = nobodyAlike,
): Promise<EnrolmentResult> {
  const { db } = enrolment;
  const now = new Date();
  const agreement = enrolment.agreement ?? (await agreementOfNow(db));
  const person = newPerson(details, now);
  const mistakes = mistakesIn(person, now, details.locations);
  if (photos.length === 0) {
    mistakes.push({ code: 'no_photos', explanation: 'There are no photos. Give at least one.' });
  }
  mistakes.push(...(await optedOut(enrolment, person)));
  mistakes.push(...(await conflicts(db, person)));
  // Without a valid consent no one's face is looked at, not even to say what is wrong with a photo.
  if (mistakes.length > 0) return { state: 'refused', mistakes, photos: [] };

  const { reports, templates, isRefused } = await lookForEnrolment(enrolment, photos);
  if (isRefused) return { state: 'refused', mistakes: [], photos: reports };
  const twice = await alreadyEnrolled(enrolment, person, templates, alike.twinOf);
  if (twice.length > 0) return { state: 'refused', mistakes: twice, photos: reports };
  const likeness = await findLikeness(enrolment, person, templates, alike);
  if (likeness.mistakes.length > 0) {
    return { state: 'refused', mistakes: likeness.mistakes, photos: reports };
  }
  const warnings = await warningsAbout(enrolment, person, likeness);
  // They may have said so while the photos were taken and looked at.
  const since = await optedOut(enrolment, person);
  if (since.length > 0) return { state: 'refused', mistakes: since, photos: [] };

  const late = await db.transaction().execute(async (transaction) => {
    // Another process may have enrolled somebody while the photos were looked at.
    const found = [
      ...(await conflicts(transaction, person)),
      ...(await removedSince(transaction, alike)),
    ];
    if (found.length > 0) return found;
    const actor = enrolment.actor ?? 'service';
    await insertPerson(transaction, person);
    const consent = { statement: person.consent, given: details.consentGiven };
    await putConsent(transaction, person.id, consent, {
      givenAt: now,
      recordedBy: actor,
      agreement,
    });
    await putLocations(transaction, person.id, locationsIn(details.locations ?? ''));
    await insertTemplates(enrolment, transaction, person.id, templates, now);
    await noteLikeness(enrolment, transaction, person.id, alike, likeness);
    await enrolment.onStoring?.(transaction, person.id);
    await recordEvent(transaction, {
      action: 'person_enrolled',
      actor,
      subject: person.id,
      details: { templates: templates.length },
    });
    return [];
  });
  if (late.length > 0) return { state: 'refused', mistakes: late, photos: reports };
  const added = templates.length;
  return { state: 'enrolled', personId: person.id, added, photos: reports, warnings };
}

function newPerson(details: PersonDetails, now: Date): PersonRow {
  const stored = tidied(details);
  return { id: randomUUID(), ...stored, ...folded(stored), consentAt: now, createdAt: now };
}
