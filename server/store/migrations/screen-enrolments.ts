import { sql, type Kysely, type RawBuilder } from 'kysely';
import { bytes, index, key, required, table, uniqueIndex } from '../first-schema/columns.ts';
import { rowsChannel } from '../sessions.ts';

/** See instance-schema.ts. On SQLite it stays empty. */
export async function createScreenEnrolments(db: Kysely<unknown>): Promise<void> {
  await table(db, 'screen_enrolments')
    .addColumn('id', 'text', key)
    .addColumn('kiosk_id', 'text', required)
    .addColumn('job_id', 'text')
    // Anyone who is erased is gone from here at once.
    .addColumn('person_id', 'text', (column) => column.references('people.id').onDelete('cascade'))
    .addColumn('asker', 'text', required)
    .addColumn('runner', 'text', required)
    .addColumn('contents', bytes)
    .addColumn('shown', bytes, required)
    .addColumn('ending', 'text')
    .addColumn('asked_ms', 'integer', required)
    .addColumn('ended_ms', 'integer')
    .execute();
  // One at a time, over all instances.
  for (const column of ['kiosk_id', 'job_id'] as const) {
    const name = `screen_enrolments_by_${column}`;
    await uniqueIndex(db, name, 'screen_enrolments', [column], ['ending', 'is', null]);
  }
  await index(db, 'screen_enrolments_by_person', 'screen_enrolments', ['person_id']);
}

/** As those of instance-tables.ts; and tells of what the desks show of a sign-in that is looked at. */
export const screenEnrolmentTriggers: readonly RawBuilder<unknown>[] = [
  sql`create function tell_id() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name || ' ' || old.id);
      else
        perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name || ' ' || new.id);
      end if;
      return null;
    end $$`,
  sql`create function tell_shown() returns trigger language plpgsql as $$
    begin
      perform pg_notify(${sql.lit(rowsChannel)}, 'held_shown');
      return null;
    end $$`,
  sql`create trigger screen_enrolments_told after insert or update or delete on screen_enrolments
    for each row execute function tell_id()`,
  sql`create trigger held_shown_told after update of shown on held_jobs
    for each statement execute function tell_shown()`,
];
