import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table envoy_installs (
    install_id text primary key not null,
    location_id text,
    location_name text,
    location_code text,
    kiosk text,
    contact text,
    purpose_state text not null check (purpose_state in ('pending', 'registered', 'refused')),
    purpose_attempts integer not null,
    purpose_fault text,
    purpose_tried_at text,
    purpose_due_at text not null,
    installed_at text not null,
    updated_at text not null
  ) strict`.execute(db);
}
