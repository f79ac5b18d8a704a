import type { Db } from '../store/schema.ts';
import { listWatchlists, type WatchlistRow } from '../store/tables/watchlists.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Whole days since the list was published, or imported where it has no date. */
export function ageInDays({ list_date, imported_at }: WatchlistRow, now: Date): number {
  return Math.floor((now.getTime() - new Date(list_date ?? imported_at).getTime()) / dayMs);
}

/** Whether there is surely a newer one by now. */
export function isStale(list: WatchlistRow, maxAgeDays: number, now: Date): boolean {
  return ageInDays(list, now) > maxAgeDays;
}

/** The age in days of each official list in force, by its source. */
export async function watchlistAges(db: Db): Promise<Record<string, number>> {
  const now = new Date();
  const lists = await listWatchlists(db);
  return Object.fromEntries(lists.map((list) => [list.source, ageInDays(list, now)]));
}
