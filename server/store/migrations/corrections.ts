import type { Kysely } from 'kysely';
import { keyPartOf, oneOf, partOf, required, table } from '../first-schema/columns.ts';

/** What the front desk says of a face that was compared. */
export async function createCorrections(db: Kysely<unknown>): Promise<void> {
  await table(db, 'corrections')
    .addColumn('job_id', 'text', keyPartOf('sign_ins.job_id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('said', 'text', oneOf('said', 'right_person', 'somebody_else'))
    .addColumn('account_id', 'text', required)
    .addColumn('said_at', 'text', required)
    .execute();
  const index = db.schema.createIndex('corrections_by_person').on('corrections');
  await index.column('person_id').execute();
}
