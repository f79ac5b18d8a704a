import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table outbox (
    id text primary key not null,
    about text not null,
    channel text not null,
    kind text not null,
    subject text,
    person_id text,
    contents blob,
    state text not null check (state in ('waiting', 'sent', 'given_up', 'forgotten')),
    attempts integer not null default 0,
    last_fault text,
    sender text,
    leased_until text,
    due_at text not null,
    give_up_at text not null,
    created_at text not null,
    ended_at text,
    unique (about, channel)
  ) strict`,
  sql`create index outbox_by_due on outbox (state, channel, due_at)`,
  sql`create index outbox_by_subject on outbox (subject, created_at)`,
  sql`create index outbox_by_person on outbox (person_id)`,

  // However a person is erased, no waiting message names them any more.
  sql`create trigger outbox_forgets_people after delete on people
    begin
      update outbox set contents = null, person_id = null,
        state = case state when 'waiting' then 'forgotten' else state end,
        ended_at = coalesce(ended_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
      where person_id = old.id;
    end`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
