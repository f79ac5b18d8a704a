import { sql, type RawBuilder } from 'kysely';
import { derivedRows } from './derived-rows.ts';

/** postgres-triggers.ts has the same in PostgreSQL. */
export const sqliteTriggers: readonly RawBuilder<unknown>[] = [
  ...derivedRows("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')").map(({ name, after, when, statements }) =>
    sql.raw(`create trigger ${name} after ${after} ${when ? `when ${when}` : ''}
      begin ${statements.join('; ')}; end`),
  ),
  // A process with a copy in memory compares the revision before it trusts the copy.
  ...['watchlist_entries', 'watchlist_faces'].flatMap((table) =>
    countChanges(table, sql`watchlist_revisions set own = own + 1`),
  ),
  // Stops a process that still has the key from before a rotation: it would store unreadable templates.
  ...['templates', 'watchlist_faces'].map(
    (table) => sql`create trigger ${sql.ref(`${table}_under_key_in_use`)}
      before insert on ${sql.table(table)}
      when exists (select 1 from template_keys) and not exists (
        select 1 from template_keys
        where printf('%02X', version) = hex(substr(new.ciphertext, 1, 1))
      )
      begin select raise(abort, 'the template is under a key that is not in use'); end`,
  ),

  // `insert or replace` deletes the old row without firing the delete trigger. So this trigger checks seq.
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

/** Triggers that count every change of a table, by whichever process. */
function countChanges(table: string, counter: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return ['insert', 'update', 'delete'].map(
    (change) => sql`create trigger ${sql.ref(`${table}_${change}_counts`)}
      after ${sql.raw(change)} on ${sql.table(table)}
      begin update ${counter}; end`,
  );
}
