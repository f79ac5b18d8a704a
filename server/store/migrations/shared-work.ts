import { sql, type Kysely, type RawBuilder } from 'kysely';
import {
  bytes,
  index,
  key,
  partOf,
  required,
  rowNumber,
  table,
  uniqueIndex,
} from '../first-schema/columns.ts';

/**
 * One table in place of `held_jobs`, `desk_rings` and `screen_enrolments`, whose rows lived for seconds. See
 * instance-schema.ts. On SQLite it stays empty.
 */
export async function createSharedWork(db: Kysely<unknown>): Promise<void> {
  for (const name of ['running_tries', 'held_jobs', 'desk_rings', 'screen_enrolments']) {
    await db.schema.dropTable(name).execute();
  }
  await table(db, 'shared_work')
    .addColumn('id', 'text', key)
    .addColumn('kind', 'text', required)
    .addColumn('asker', 'text', required)
    .addColumn('runner', 'text', required)
    .addColumn('contents', bytes)
    .addColumn('shown', bytes)
    .addColumn('ending', 'text')
    .addColumn('asked_ms', 'integer', required)
    .addColumn('until_ms', 'integer', required)
    .addColumn('kiosk_id', 'text')
    .addColumn('job_id', 'text')
    // Anyone who is erased is gone from here at once.
    .addColumn('person_id', 'text', (column) => column.references('people.id').onDelete('cascade'))
    .execute();
  // One at a time, over all instances.
  for (const column of ['kiosk_id', 'job_id'] as const) {
    const name = `shared_work_by_${column}`;
    await uniqueIndex(db, name, 'shared_work', [column], ['ending', 'is', null]);
  }
  await index(db, 'shared_work_by_person', 'shared_work', ['person_id']);
  await table(db, 'running_tries')
    .addColumn('number', 'integer', rowNumber)
    .addColumn('job_id', 'text', partOf('shared_work.id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('asked', 'integer')
    .addUniqueConstraint('running_tries_once_a_job', ['person_id', 'job_id'])
    .execute();
  await index(db, 'running_tries_by_job', 'running_tries', ['job_id']);
}

export const sharedWorkTriggers: readonly RawBuilder<unknown>[] = [
  sql`drop function tell_runner`,
  sql`drop function tell_shown`,
  sql`create trigger shared_work_told after insert or update or delete on shared_work
    for each row execute function tell_id()`,
];
