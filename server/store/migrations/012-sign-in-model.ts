import { sql, type Kysely } from 'kysely';

/** Scores of different recognisers are on different scales; sign-ins from before are not told which. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sign_ins add column model text`.execute(db);
}
