import type { Db } from '../schema.ts';

export interface SamePeopleTable {
  /** The smaller of the two ids, so that a pair is there once. */
  person_a: string;
  person_b: string;
  created_at: string;
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
