import { sql, type Kysely } from 'kysely';

/**
 * What a sign-in was as a try to be the claimed person: its reason does not tell, for another check's
 * may outweigh the face check's, and a capture may end before it says anything.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sign_ins add column tried text`.execute(db);
  await sql`update sign_ins set tried = case when reason = 'matched' then 'matched' else 'failed' end
    where claimed_person_id is not null and (challenge_failed = 1
      or reason in ('matched', 'no_match', 'other_person', 'spoof_suspected'))`.execute(db);
}
