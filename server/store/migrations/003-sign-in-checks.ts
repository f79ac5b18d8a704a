import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table sign_in_checks (
    job_id text not null references sign_ins (job_id) on delete cascade,
    position integer not null,
    check_name text not null,
    passed integer not null check (passed in (0, 1)),
    reason text not null,
    note text,
    milliseconds integer not null,
    primary key (job_id, position)
  ) strict`.execute(db);
}
