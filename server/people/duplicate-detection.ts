import type { Enrolment } from './photos.ts';
import { printable } from '#base/text';
import type { Db } from '../store/schema.ts';
import { lookalikesOf, putLookalikes } from './gallery-rows.ts';
import { findPerson, type PersonRow } from '../store/tables/people.ts';
import type { Mistake } from './person-details.ts';
import { fuse, stricterThreshold } from '#face';

/** The result for a face that may look like others: mistakes, and twins to store. */
export interface DuplicateFindings {
  mistakes: Mistake[];
  twins: { personId: string; threshold: number }[];
}

/** Maximum number of named people; by chance, nobody looks like more. */
const maxNamed = 10;

/**
 * Finds enrolled people whom the face resembles and who were not named as twins. Also checks that the face does
 * resemble the named twins.
 * @param templates of the face, at least one
 */
export async function findDuplicates(
  enrolment: Enrolment,
  person: PersonRow,
  templates: readonly Float32Array[],
  twinOf: readonly string[],
): Promise<DuplicateFindings> {
  const { db, people, vision } = enrolment;
  const { id: model, threshold } = vision.model;
  const probe = fuse(templates);
  const mistakes: Mistake[] = [];
  const twins: DuplicateFindings['twins'] = [];
  for (const personId of twinOf) {
    const score = (await people.compare(probe, [personId])).claimed?.score ?? null;
    const mistake = await wrongName(db, person, personId, score, threshold);
    if (mistake) mistakes.push(mistake);
    else if (score !== null) {
      twins.push({ personId, threshold: stricterThreshold(score, threshold) });
    }
  }
  const expected = [person.id, ...twinOf];
  // Pairs that were accepted as twins earlier stay accepted when photos are added.
  for (const { personA, personB } of await lookalikesOf(db, model)) {
    if (personA === person.id) expected.push(personB);
    if (personB === person.id) expected.push(personA);
  }
  for (let i = 0; i < maxNamed; i++) {
    const { other } = await people.compare(probe, expected);
    if (!other || other.score < threshold) break;
    const found = await findPerson(db, other.personId);
    if (found) mistakes.push(looksLike(found));
    expected.push(other.personId);
  }
  return { mistakes, twins };
}

/** Reports a named twin who was removed during the photo analysis. */
export async function findRemovedTwin(
  transaction: Db,
  twinOf: readonly string[],
): Promise<Mistake[]> {
  for (const id of twinOf) {
    if (!(await findPerson(transaction, id))) return [namedGone];
  }
  return [];
}

/** Stores the threshold of each pair. */
export async function noteTwins(
  { vision }: Enrolment,
  transaction: Db,
  personId: string,
  { twins }: DuplicateFindings,
): Promise<void> {
  const now = new Date();
  for (const { personId: other, threshold } of twins) {
    const pair = { personA: personId, personB: other, threshold };
    await putLookalikes(transaction, pair, vision.model.id, now);
  }
}

const namedGone: Mistake = {
  code: 'person_gone',
  explanation: 'Somebody named as looking alike is not enrolled, or has been removed just now.',
};

async function wrongName(
  db: Db,
  person: PersonRow,
  personId: string,
  score: number | null,
  threshold: number,
): Promise<Mistake | null> {
  const named = await findPerson(db, personId);
  if (!named) return namedGone;
  const mistake = (explanation: string): Mistake => ({ code: 'not_alike', explanation });
  if (personId === person.id) {
    return mistake(
      printable`${named.name} was named as looking like themselves. Name the other person.`,
    );
  }
  if (score === null) {
    return mistake(
      printable`The face cannot be compared with ${named.name}, who has no photo of the recogniser in use or whose enrolment has expired. Do not name them.`,
    );
  }
  if (score >= threshold) return null;
  return mistake(
    printable`The face does not look like ${named.name} (${personId}), who was named. Name whom it looks like, or nobody.`,
  );
}

function looksLike({ id, name }: PersonRow): Mistake {
  return {
    code: 'looks_like_enrolled',
    explanation: printable`The face looks like ${name}, who is enrolled already.`,
    values: { name },
    personId: id,
  };
}

/**
 * Returns, by person, the score that an approval needs when the person looks like another enrolled person.
 * @param model the recogniser whose scale the thresholds have
 */
export async function loadStricterThresholds(
  db: Db,
  model: string,
): Promise<ReadonlyMap<string, number>> {
  const stricter = new Map<string, number>();
  for (const { personA, personB, threshold } of await lookalikesOf(db, model)) {
    for (const id of [personA, personB]) {
      // Among several pairs, the strictest threshold applies.
      stricter.set(id, Math.max(threshold, stricter.get(id) ?? -1));
    }
  }
  return stricter;
}
