import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table audit_events (
    seq integer primary key not null,
    at text not null,
    action text not null,
    actor text not null,
    subject text,
    details text not null,
    previous_hash text not null,
    hash text not null
  ) strict`,
  sql`create index audit_events_by_time on audit_events (at)`,

  // Replacing a row deletes the old one without asking the delete trigger, hence the check of seq.
  sql`create trigger audit_events_only_append before insert on audit_events
    when new.seq is not (select coalesce(max(seq), 0) + 1 from audit_events)
      or (new.seq > 1 and new.previous_hash is not
        (select hash from audit_events order by seq desc limit 1))
    begin select raise(abort, 'audit events are only appended, one after the other'); end`,
  sql`create trigger audit_events_never_change before update on audit_events
    begin select raise(abort, 'audit events are never changed'); end`,
  sql`create trigger audit_events_never_go before delete on audit_events
    begin select raise(abort, 'audit events are never deleted'); end`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
