import type { Db } from '../schema.ts';

/** Two people who look alike to a model: approval of either needs this score, and never less than usual. */
export interface Lookalikes {
  personA: string;
  personB: string;
  threshold: number;
}

/** A pair that is there already gets the new threshold. Two people are not one person as well. */
export async function putLookalikes(
  db: Db,
  { personA, personB, threshold }: Lookalikes,
  model: string,
  createdAt: Date,
): Promise<void> {
  const { person_a, person_b } = pairOf(personA, personB);
  await db
    .deleteFrom('same_people')
    .where('person_a', '=', person_a)
    .where('person_b', '=', person_b)
    .execute();
  const created_at = createdAt.toISOString();
  await db
    .insertInto('lookalikes')
    .values({ person_a, person_b, model, threshold, created_at })
    .onConflict((conflict) =>
      conflict.columns(['person_a', 'person_b', 'model']).doUpdateSet({ threshold, created_at }),
    )
    .execute();
}

/** Returns false when the two have no stricter threshold of this model. */
export async function deleteLookalikes(
  db: Db,
  one: string,
  another: string,
  model: string,
): Promise<boolean> {
  const { person_a, person_b } = pairOf(one, another);
  const result = await db
    .deleteFrom('lookalikes')
    .where('person_a', '=', person_a)
    .where('person_b', '=', person_b)
    .where('model', '=', model)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** All pairs of the model. */
export async function lookalikesOf(db: Db, model: string): Promise<Lookalikes[]> {
  return db
    .selectFrom('lookalikes')
    .select(['person_a as personA', 'person_b as personB', 'threshold'])
    .where('model', '=', model)
    .execute();
}

function pairOf(one: string, another: string): { person_a: string; person_b: string } {
  return one < another
    ? { person_a: one, person_b: another }
    : { person_a: another, person_b: one };
}

/** Notes that two enrolments are of one person; a stricter threshold for the pair falls away. */
export async function putSamePerson(
  db: Db,
  one: string,
  another: string,
  createdAt: Date,
): Promise<void> {
  const [person_a, person_b] = one < another ? [one, another] : [another, one];
  await db
    .deleteFrom('lookalikes')
    .where('person_a', '=', person_a)
    .where('person_b', '=', person_b)
    .execute();
  await db
    .insertInto('same_people')
    .values({ person_a, person_b, created_at: createdAt.toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** All pairs of enrolments of one person. */
export async function samePeople(db: Db): Promise<{ personA: string; personB: string }[]> {
  return db
    .selectFrom('same_people')
    .select(['person_a as personA', 'person_b as personB'])
    .execute();
}
