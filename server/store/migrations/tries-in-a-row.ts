import { sql, type Kysely, type RawBuilder } from 'kysely';
import { index, table } from '../first-schema/columns.ts';

/**
 * How many tries to be a person have failed since the last match, beside the person: deleting old sign-ins
 * makes nothing of it. With each sign-in, whether its person signed out since, and whether they were
 * excused from moving; with a running try, whether a question was put in it.
 */
export async function createTriesInARow(db: Kysely<unknown>): Promise<void> {
  await table(db, 'person_tries')
    .addColumn('person_id', 'text', (column) =>
      column.primaryKey().notNull().references('people.id').onDelete('cascade'),
    )
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('tried_at', 'text', (column) => column.notNull())
    .execute();
  const signIns = db.schema.alterTable('sign_ins');
  await signIns.addColumn('signed_out_at', 'text').execute();
  await signIns.addColumn('challenge_excused', 'integer').execute();
  await db.schema.alterTable('running_tries').addColumn('asked', 'integer').execute();
  await index(db, 'sign_ins_by_entry', 'sign_ins', ['entry_id']);
  await sql`insert into person_tries (person_id, failures, tried_at)
    select claimed_person_id,
      sum(case when tried = 'failed' and rowid > coalesce((select max(rowid) from sign_ins m
        where m.claimed_person_id = s.claimed_person_id and m.tried = 'matched'), 0) then 1 else 0 end),
      max(decided_at)
    from sign_ins s where tried is not null and claimed_person_id is not null
    group by claimed_person_id`.execute(db);
}

export const sqliteTriesInARow: readonly RawBuilder<unknown>[] = [
  sql`create trigger tries_in_a_row after insert on sign_ins
    when new.tried is not null and new.claimed_person_id is not null
    begin
      insert into person_tries (person_id, failures, tried_at)
      values (new.claimed_person_id, new.tried <> 'matched', new.decided_at)
      on conflict (person_id) do update set tried_at = excluded.tried_at,
        failures = case excluded.failures when 0 then 0 else failures + 1 end;
    end`,
];

export const postgresTriesInARow: readonly RawBuilder<unknown>[] = [
  sql`create function count_try() returns trigger language plpgsql as $$
    begin
      insert into person_tries (person_id, failures, tried_at)
      values (new.claimed_person_id, (new.tried <> 'matched')::int, new.decided_at)
      on conflict (person_id) do update set tried_at = excluded.tried_at,
        failures = case excluded.failures when 0 then 0 else person_tries.failures + 1 end;
      return null;
    end $$`,
  sql`create trigger tries_in_a_row after insert on sign_ins for each row
    when (new.tried is not null and new.claimed_person_id is not null)
    execute function count_try()`,
];
