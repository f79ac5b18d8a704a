import type { Db } from '../schema.ts';

/** Tries to be one person. A trigger counts them with each sign-in that is stored. */
export interface PersonTries {
  /** In a row, since the last match. */
  failures: number;
  /** When the last one was decided. */
  triedAt: Date;
}

export async function triesOf(db: Db, personId: string): Promise<PersonTries | null> {
  return (
    (await db
      .selectFrom('person_tries')
      .select(['failures', 'triedAt'])
      .where('personId', '=', personId)
      .executeTakeFirst()) ?? null
  );
}

/** Of these people, or of everybody, those under whose names so many have failed in a row. */
export async function peopleWithFailures(
  db: Db,
  atLeast: number,
  among?: readonly string[],
): Promise<Set<string>> {
  if (among?.length === 0) return new Set();
  const rows = await db
    .selectFrom('person_tries')
    .select('personId')
    .where('failures', '>=', atLeast)
    .$if(among !== undefined, (query) => query.where('personId', 'in', among ?? []))
    .execute();
  return new Set(rows.map(({ personId }) => personId));
}

/** Begins the count anew. Returns false, and changes nothing, when there were fewer. */
export async function clearTries(db: Db, personId: string, atLeast: number): Promise<boolean> {
  const result = await db
    .updateTable('person_tries')
    .set({ failures: 0 })
    .where('personId', '=', personId)
    .where('failures', '>=', atLeast)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
