import type { Db } from '../schema.ts';

/** One of Envoy's profiles of visitors, and which enrolled person it was found to be. */
export interface VisitorProfileRow {
  profileId: string;
  personId: string;
  /** The sign-in that it was learnt at. */
  jobId: string;
  learntAt: Date;
}

/** Returns false, and changes nothing, when the profile is somebody's already. */
export async function insertVisitorProfile(db: Db, profile: VisitorProfileRow): Promise<boolean> {
  const result = await db
    .insertInto('visitor_profiles')
    .values({
      profile_id: profile.profileId,
      person_id: profile.personId,
      job_id: profile.jobId,
      learnt_at: profile.learntAt.toISOString(),
    })
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
    .select(['profile_id as profileId', 'person_id as personId'])
    .where('person_id', 'in', personIds)
    .execute();
}

/** Forgets what was learnt at a sign-in. Returns whether anything was. */
export async function deleteProfileLearntAt(
  db: Db,
  { profileId, jobId }: Pick<VisitorProfileRow, 'profileId' | 'jobId'>,
): Promise<boolean> {
  const result = await db
    .deleteFrom('visitor_profiles')
    .where('profile_id', '=', profileId)
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Returns how many profiles of the person were forgotten. */
export async function deleteVisitorProfilesOf(db: Db, personId: string): Promise<number> {
  const result = await db
    .deleteFrom('visitor_profiles')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
