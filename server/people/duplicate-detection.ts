import type { Enrolment } from './photos.ts';
import { printable } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import { lookalikesOf, putLookalikes } from '../store/tables/gallery.ts';
import { findPerson, type PersonRow } from '../store/tables/people.ts';
import type { Mistake } from './person-details.ts';
import { fuse } from './similarity.ts';

/** What was found out of a face that may look like others: what is wrong, and what is to be noted. */
export interface DuplicateFindings {
  mistakes: Mistake[];
  twins: { personId: string; threshold: number }[];
}

/** So many are named; no one looks like more by chance. */
const maxNamed = 10;

/**
 * Looks for everyone enrolled whom the face looks like and who was not named, and checks that it
 * does look like those who were.
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
  // Pairs that were kept apart before stay so when photos are added.
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

/** Whether someone named has been removed while the photos were looked at. */
export async function findRemovedTwin(
  transaction: Db,
  twinOf: readonly string[],
): Promise<Mistake[]> {
  for (const id of twinOf) {
    if (!(await findPerson(transaction, id))) return [namedGone];
  }
  return [];
}

/** Gives each pair the threshold that was found for it. */
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
 * By person: the score that their approval needs, when they look like someone else enrolled.
 * @param model whose scale thresholds are on
 */
export async function loadStricterThresholds(
  db: Db,
  model: string,
): Promise<ReadonlyMap<string, number>> {
  const stricter = new Map<string, number>();
  for (const { personA, personB, threshold } of await lookalikesOf(db, model)) {
    for (const id of [personA, personB]) {
      // The strictest of several pairs counts.
      stricter.set(id, Math.max(threshold, stricter.get(id) ?? -1));
    }
  }
  return stricter;
}

/**
 * The score that approval of either of two people needs who look alike: what the one scores against
 * the other, and a margin above it of a tenth of what lies between the model's threshold and 1 (the
 * scales of recognisers differ). Near 1 the model cannot tell the two apart, and both go to the
 * front desk. Never less than the model's threshold.
 */
export function stricterThreshold(likeness: number, threshold: number): number {
  return Math.min(1, Math.max(threshold, likeness + (1 - threshold) / 10));
}
