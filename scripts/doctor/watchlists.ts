import type { Db } from '../../server/store/schema.ts';
import { listWatchlists } from '../../server/store/tables/watchlists.ts';
import { isStale } from '../../server/watchlist/staleness.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Is an official watchlist that was imported once still of this time? */
export async function examineWatchlists(
  db: Db,
  maxAgeDays: number,
  now = new Date(),
): Promise<Finding[]> {
  const lists = await listWatchlists(db);
  return lists.map((list) => {
    const about = 'Watchlist';
    const found = `The list ${list.source} is of ${list.list_date ?? 'an unknown date'}.`;
    if (!isStale(list, maxAgeDays, now)) return ok('watchlist', about, found);
    const todo = 'Import it anew: npm run watchlist -- import-list.';
    return warning('watchlist', about, found, todo);
  });
}
