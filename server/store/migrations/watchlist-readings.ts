import type { Kysely } from 'kysely';
import { partOf, required, table } from '../first-schema/columns.ts';

export async function createWatchlistReadings(db: Kysely<unknown>): Promise<void> {
  await table(db, 'watchlist_readings')
    .addColumn('list_id', 'integer', partOf('watchlists.id'))
    .addColumn('part', 'integer', required)
    .addColumn('made_by', 'text', required)
    .addColumn('content', 'text', required)
    .addPrimaryKeyConstraint('watchlist_readings_key', ['list_id', 'part'])
    .execute();
}
