import type { Kysely } from 'kysely';
import { partOf, rowNumber, table } from '../first-schema/columns.ts';

/** Who tries to be whom at this moment, at all instances. Goes with the sign-in's row in `held_jobs`. */
export async function createRunningTries(db: Kysely<unknown>): Promise<void> {
  await table(db, 'running_tries')
    .addColumn('number', 'integer', rowNumber)
    .addColumn('job_id', 'text', partOf('held_jobs.job_id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addUniqueConstraint('running_tries_once_a_job', ['person_id', 'job_id'])
    .execute();
  const index = db.schema.createIndex('running_tries_by_job').on('running_tries');
  await index.column('job_id').execute();
}
