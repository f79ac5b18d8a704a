import type { Kysely } from 'kysely';
import { partOf, required, table } from '../first-schema/columns.ts';

/**
 * How the names of an official list are read, worked out when it was imported. A start reads this
 * instead of the names, which takes several times as long.
 */
export interface WatchlistReadingsTable {
  list_id: number;
  /** From 0. */
  part: number;
  /** By which rules; see watchlist/readings.ts. */
  made_by: string;
  /** JSON: see watchlist/readings.ts. */
  content: string;
}

export async function createWatchlistReadings(db: Kysely<unknown>): Promise<void> {
  await table(db, 'watchlist_readings')
    .addColumn('list_id', 'integer', partOf('watchlists.id'))
    .addColumn('part', 'integer', required)
    .addColumn('made_by', 'text', required)
    .addColumn('content', 'text', required)
    .addPrimaryKeyConstraint('watchlist_readings_key', ['list_id', 'part'])
    .execute();
}
