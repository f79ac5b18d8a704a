import { sql, type RawBuilder } from 'kysely';
import { sqlitePeopleChanges } from '../people-changes/sqlite-triggers.ts';

/** See postgres-triggers.ts for the PostgreSQL version. */
export const sqliteTriggers: readonly RawBuilder<unknown>[] = [
  ...sqlitePeopleChanges,
  // A process with a copy in memory compares the revision before it trusts the copy.
  ...['watchlist_entries', 'watchlist_faces'].flatMap((table) =>
    countChanges(table, sql`watchlist_revisions set own = own + 1`),
  ),
  // Rows of an incomplete staged list change nothing.
  ...['new', 'old'].map((row) => {
    const change = row === 'new' ? 'update' : 'delete';
    return sql`create trigger ${sql.ref(`watchlists_${change}_counts`)}
      after ${sql.raw(change)} on watchlists when ${sql.ref(row)}.is_complete = 1
      begin update watchlist_revisions set official = official + 1; end`;
  }),

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

  // Counts failed tries in a row separately, so that deleting old sign-ins does not change the count.
  sql`create trigger tries_in_a_row after insert on sign_ins
    when new.tried is not null and new.claimed_person_id is not null
    begin
      insert into person_tries (person_id, failures, tried_at)
      values (new.claimed_person_id, new.tried <> 'matched', new.decided_at)
      on conflict (person_id) do update set tried_at = excluded.tried_at,
        failures = case excluded.failures when 0 then 0 else failures + 1 end;
    end`,

  // Waiting messages no longer name a person after any kind of erasure.
  sql`create trigger outbox_forgets_people after delete on people
    begin
      update outbox set contents = null, person_id = null,
        state = case state when 'waiting' then 'forgotten' else state end,
        ended_at = coalesce(ended_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
      where person_id = old.id;
    end`,

  sql`create trigger desk_cards_forget_people after delete on people
    begin
      update desk_cards set contents = null, note = null, person_id = null
      where person_id = old.id;
    end`,

  sql`create trigger expected_visits_forget_people after delete on people
    begin
      update expected_visits set contents = null, person_id = null where person_id = old.id;
    end`,

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
