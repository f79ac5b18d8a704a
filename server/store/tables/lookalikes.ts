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
  { personA: one, personB: another, threshold }: Lookalikes,
  model: string,
  createdAt: Date,
): Promise<void> {
  const { personA, personB } = pairOf(one, another);
  await db
    .deleteFrom('same_people')
    .where('personA', '=', personA)
    .where('personB', '=', personB)
    .execute();
  await db
    .insertInto('lookalikes')
    .values({ personA, personB, model, threshold, createdAt })
    .onConflict((conflict) =>
      conflict.columns(['personA', 'personB', 'model']).doUpdateSet({ threshold, createdAt }),
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
  const { personA, personB } = pairOf(one, another);
  const result = await db
    .deleteFrom('lookalikes')
    .where('personA', '=', personA)
    .where('personB', '=', personB)
    .where('model', '=', model)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** All pairs of the model. */
export async function lookalikesOf(db: Db, model: string): Promise<Lookalikes[]> {
  return db
    .selectFrom('lookalikes')
    .select(['personA', 'personB', 'threshold'])
    .where('model', '=', model)
    .execute();
}

function pairOf(one: string, another: string): { personA: string; personB: string } {
  return one < another ? { personA: one, personB: another } : { personA: another, personB: one };
}

/** Notes that two enrolments are of one person; a stricter threshold for the pair falls away. */
export async function putSamePerson(
  db: Db,
  one: string,
  another: string,
  createdAt: Date,
): Promise<void> {
  const { personA, personB } = pairOf(one, another);
  await db
    .deleteFrom('lookalikes')
    .where('personA', '=', personA)
    .where('personB', '=', personB)
    .execute();
  await db
    .insertInto('same_people')
    .values({ personA, personB, createdAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** All pairs of enrolments of one person. */
export async function samePeople(db: Db): Promise<{ personA: string; personB: string }[]> {
  return db.selectFrom('same_people').select(['personA', 'personB']).execute();
}
