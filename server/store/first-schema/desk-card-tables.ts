import type { Kysely } from 'kysely';
import { bytes, keyPartOf, required, table } from './columns.ts';

/** What the front desk is shown of held sign-ins. */
export async function createDeskCardTables(db: Kysely<unknown>): Promise<void> {
  await table(db, 'desk_cards')
    .addColumn('job_id', 'text', keyPartOf('sign_ins.job_id'))
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('note', bytes)
    .addColumn('held_at', 'text', required)
    .addColumn('seen_at', 'text')
    .addColumn('seen_by', 'text')
    .execute();
  const index = db.schema.createIndex('desk_cards_by_time').on('desk_cards');
  await index.columns(['seen_at', 'held_at']).execute();
}
