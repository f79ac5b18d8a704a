import type { Db } from '../../server/store/schema.ts';
import { listWatchlists } from '../../server/store/tables/watchlists.ts';
import { isStale } from '../../server/watchlist/staleness.ts';
import { entriesWithLapsedFaces } from '../../server/watchlist/lapsed-faces.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Is an official watchlist that was imported once still of this time? */
export async function examineWatchlists(
  db: Db,
  maxAgeDays: number,
  model: string,
  now = new Date(),
): Promise<Finding[]> {
  const lists = await listWatchlists(db);
  const official = lists.map((list) => {
    const about = 'Watchlist';
    const found = `The list ${list.source} is of ${list.list_date ?? 'an unknown date'}.`;
    if (!isStale(list, maxAgeDays, now)) return ok('watchlist', about, found);
    const todo = 'Import it anew: npm run watchlist -- import-list.';
    return warning('watchlist', about, found, todo);
  });
  return [...official, ...(await examineFaces(db, model))];
}

/** Are the faces on the own list of the recogniser in use? */
async function examineFaces(db: Db, model: string): Promise<Finding[]> {
  const { length } = await entriesWithLapsedFaces(db, model);
  if (length === 0) return [];
  const found = `${length} of the own list have a face that another recogniser made: it is not looked for.`;
  return [
    warning('watchlist_faces', 'Watchlist', found, 'See npm run watchlist -- list; add them anew.'),
  ];
}
