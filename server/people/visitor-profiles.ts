import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { findPerson } from '../store/tables/people.ts';
import { deleteVisitorProfilesOf, insertVisitorProfile } from '../store/tables/visitors.ts';

interface Learnt {
  /** Envoy's `visitor-profile-id`. */
  profileId: string;
  personId: string;
  /** The sign-in that it came with. */
  jobId: string;
  actor: string;
}

/**
 * Ties Envoy's profile of a visitor to an enrolled person, for anyone whom the camera has just let in as
 * them: to be enrolled at a visit is not enough. A profile that is tied to someone stays theirs.
 * Returns whether it was tied now.
 */
export async function learnProfile(
  transaction: Db,
  { profileId, personId, jobId, actor }: Learnt,
): Promise<boolean> {
  if (!(await findPerson(transaction, personId))) return false;
  const learntAt = new Date();
  if (!(await insertVisitorProfile(transaction, { profileId, personId, jobId, learntAt }))) {
    return false;
  }
  await recordEvent(transaction, { action: 'visitor_profile_learnt', actor, subject: personId });
  return true;
}

/** Forgets every profile of a person, for one that was tied to the wrong one. Returns how many. */
export async function forgetProfiles(db: Db, personId: string, actor: string): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const count = await deleteVisitorProfilesOf(transaction, personId);
    if (count > 0) {
      const event = { action: 'visitor_profiles_forgotten', actor, subject: personId } as const;
      await recordEvent(transaction, { ...event, details: { count } });
    }
    return count;
  });
}
