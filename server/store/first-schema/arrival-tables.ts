import type { Kysely } from 'kysely';
import { bytes, key, oneOf, partOf, required, table } from './columns.ts';

/** Who is expected, and by which of Envoy's profiles enrolled people were seen. */
export async function createArrivalTables(db: Kysely<unknown>): Promise<void> {
  await table(db, 'expected_visits')
    .addColumn('invite_id', 'text', key)
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('expected_at', 'text', required)
    .addColumn('day', 'text', required)
    .addColumn('arrived', 'integer', oneOf('arrived', 0, 1))
    .addColumn('removed', 'integer', oneOf('removed', 0, 1))
    .addColumn('job_id', 'text', (column) =>
      column.references('sign_ins.job_id').onDelete('set null'),
    )
    .addColumn('updated_at', 'text', required)
    .execute();
  const visits = (name: string) => db.schema.createIndex(name).on('expected_visits');
  await visits('expected_visits_by_day').columns(['day', 'expected_at']).execute();
  await visits('expected_visits_by_person').column('person_id').execute();
  await visits('expected_visits_by_job').column('job_id').execute();

  await table(db, 'visitor_profiles')
    .addColumn('profile_id', 'text', key)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('job_id', 'text', required)
    .addColumn('learnt_at', 'text', required)
    .execute();
  const profiles = db.schema.createIndex('visitor_profiles_by_person').on('visitor_profiles');
  await profiles.column('person_id').execute();
}
