import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table consent_texts (
    id integer primary key autoincrement,
    version text not null unique,
    sha256 text not null,
    text text not null,
    published_at text not null
  ) strict`,

  sql`create table consents (
    id integer primary key autoincrement,
    person_id text not null references people (id) on delete cascade,
    text_version text,
    text_sha256 text,
    statement text not null check (trim(statement) <> ''),
    given text not null check (given in ('desk', 'paper', 'screen', 'unspecified')),
    purpose text not null,
    given_at text not null,
    recorded_by text not null,
    expires_at text,
    withdrawn_at text
  ) strict`,
  sql`create index consents_by_person on consents (person_id, id)`,
  // Whoever was enrolled before had consented; to which text was not written down.
  sql`insert into consents (person_id, statement, given, purpose, given_at, recorded_by)
    select id, consent, 'unspecified', 'sign-in', consent_at, 'earlier version' from people`,

  sql`create table opt_outs (
    id text primary key not null,
    kind text not null check (kind in ('name', 'email', 'employee_id')),
    key_check text not null,
    hash text not null unique,
    added_at text not null,
    added_by text not null
  ) strict`,

  sql`create table erasures (
    person_id text primary key not null,
    erased_at text not null
  ) strict`,

  // Apart from the sign-ins, whose own retention may be shorter.
  sql`create table person_uses (
    person_id text primary key not null references people (id) on delete cascade,
    approved_at text not null
  ) strict`,
  sql`insert into person_uses
    select claimed_person_id, max(decided_at) from sign_ins
    where verdict = 'approved' and claimed_person_id is not null group by claimed_person_id`,
  ...['insert', 'update of verdict'].map(
    (change) => sql`create trigger ${sql.ref(`person_used_after_${change.split(' ')[0]}`)}
      after ${sql.raw(change)} on sign_ins
      when new.verdict = 'approved' and new.claimed_person_id is not null
      begin
        insert into person_uses values (new.claimed_person_id, new.decided_at)
        on conflict (person_id) do update
          set approved_at = max(approved_at, excluded.approved_at);
      end`,
  ),

  ...['consents', 'consent_texts'].flatMap((table) =>
    ['insert', 'update', 'delete'].map(
      (change) => sql`create trigger ${sql.ref(`${table}_${change}_counts`)}
        after ${sql.raw(change)} on ${sql.table(table)}
        begin update people_revision set revision = revision + 1; end`,
    ),
  ),
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
