import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table people (
    id text primary key not null,
    name text not null,
    name_folded text not null,
    email text,
    email_folded text unique,
    employee_id text unique,
    consent text not null check (trim(consent) <> ''),
    consent_at text not null,
    created_at text not null,
    expires_at text
  ) strict`,
  sql`create index people_by_name on people (name_folded)`,

  sql`create table templates (
    id integer primary key autoincrement,
    person_id text not null references people (id) on delete cascade,
    model text not null,
    ciphertext blob not null,
    source text not null,
    created_at text not null
  ) strict`,
  sql`create index templates_by_person on templates (person_id, model)`,
  sql`create index templates_by_model on templates (model, id)`,

  sql`create table template_keys (
    version integer primary key not null,
    check_value blob not null
  ) strict`,

  sql`create table people_revision (revision integer not null) strict`,
  sql`insert into people_revision values (0)`,
  ...['people', 'templates'].flatMap((table) =>
    ['insert', 'update', 'delete'].map(
      (change) => sql`create trigger ${sql.ref(`${table}_${change}_counts`)}
        after ${sql.raw(change)} on ${sql.table(table)}
        begin update people_revision set revision = revision + 1; end`,
    ),
  ),

  sql`create table sign_ins (
    job_id text primary key not null,
    entry_id text,
    kind text not null,
    claimed_person_id text references people (id) on delete set null,
    verdict text not null,
    reason text not null,
    check_name text,
    note text,
    engine text,
    frames integer,
    usable_frames integer,
    score real,
    received_at text not null,
    decided_at text not null,
    location_id text,
    device_id text,
    flow text
  ) strict`,
  sql`create index sign_ins_by_person on sign_ins (claimed_person_id)`,
  sql`create index sign_ins_by_time on sign_ins (received_at)`,

  sql`create table kiosks (
    id text primary key not null,
    name text not null collate nocase,
    token_hash text not null unique,
    location_id text,
    device_id text,
    created_at text not null,
    last_seen_at text,
    revoked_at text
  ) strict`,
  sql`create unique index kiosks_in_use_by_name on kiosks (name) where revoked_at is null`,

  sql`create table pairing_codes (
    code_hash text primary key not null,
    kiosk_name text not null collate nocase,
    location_id text,
    device_id text,
    expires_at text not null,
    failed_tries integer not null default 0
  ) strict`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
