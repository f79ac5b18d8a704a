import type { Db } from '../schema.ts';

/** Who changed, up to a revision. */
interface PeopleChanges {
  /** The revision that a reader of these changes has reached. */
  revision: number;
  personIds: string[];
  /** Also something that is about no single person: a pair who look alike, or the key. */
  beyondPeople: boolean;
}

/**
 * The first changes after a revision; null when the log does not reach back that far.
 * @param limit of entries; several may be about one person
 */
export async function peopleChangesSince(
  db: Db,
  revision: number,
  limit: number,
): Promise<PeopleChanges | null> {
  const rows = await db
    .selectFrom('people_changes')
    .select(['revision', 'personId'])
    .where('revision', '>', revision)
    .orderBy('revision')
    .limit(limit)
    .execute();
  // Each change has the number after the one before it.
  const isWhole = rows.every((row, index) => row.revision === revision + index + 1);
  if (!isWhole || rows.length === 0) return null;
  const ids = rows.flatMap(({ personId }) => (personId === null ? [] : [personId]));
  return {
    revision: revision + rows.length,
    personIds: [...new Set(ids)],
    beyondPeople: ids.length < rows.length,
  };
}
