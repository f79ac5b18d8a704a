import type { WatchlistRow } from '../store/tables/watchlists.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Whole days since the list was published, or imported where it has no date. */
export function ageInDays({ list_date, imported_at }: WatchlistRow, now: Date): number {
  return Math.floor((now.getTime() - new Date(list_date ?? imported_at).getTime()) / dayMs);
}

/** Whether there is surely a newer one by now. */
export function isStale(list: WatchlistRow, maxAgeDays: number, now: Date): boolean {
  return ageInDays(list, now) > maxAgeDays;
}
