import { sql, type Kysely } from 'kysely';

/**
 * Scores of different recognisers are on different scales; and a challenge that was not answered is a
 * try, however the sign-in ended. Of sign-ins from before neither is known.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sign_ins add column model text`.execute(db);
  await sql`alter table sign_ins add column challenge_failed integer`.execute(db);
}
