import type { VisitorProfilesTable } from '../arrival-schema.ts';
import type { Db } from '../schema.ts';

/** One of Envoy's profiles of visitors, and which enrolled person it was found to be. */
export type VisitorProfileRow = VisitorProfilesTable;

/** Returns false, and changes nothing, when the profile is somebody's already. */
export async function insertVisitorProfile(db: Db, profile: VisitorProfileRow): Promise<boolean> {
  const result = await db
    .insertInto('visitor_profiles')
    .values(profile)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The profiles of each of these people. */
export async function visitorProfilesOf(
  db: Db,
  personIds: readonly string[],
): Promise<{ profileId: string; personId: string }[]> {
  if (personIds.length === 0) return [];
  return db
    .selectFrom('visitor_profiles')
    .select(['profileId', 'personId'])
    .where('personId', 'in', personIds)
    .execute();
}

/** Forgets what was learnt at a sign-in. Returns whether anything was. */
export async function deleteProfileLearntAt(
  db: Db,
  { profileId, jobId }: Pick<VisitorProfileRow, 'profileId' | 'jobId'>,
): Promise<boolean> {
  const result = await db
    .deleteFrom('visitor_profiles')
    .where('profileId', '=', profileId)
    .where('jobId', '=', jobId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Returns how many profiles of the person were forgotten. */
export async function deleteVisitorProfilesOf(db: Db, personId: string): Promise<number> {
  const result = await db
    .deleteFrom('visitor_profiles')
    .where('personId', '=', personId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
