import type { Logger } from 'pino';
import { listWatchlists } from '../store/tables/watchlists.ts';
import { isStale } from './staleness.ts';
import { Watchlist } from './watchlist.ts';
import { WatchedFaces, type WatchedFacesSource } from './watched-faces.ts';

const lookEveryMs = 10_000;

/** The watchlists in memory, kept current in the background so that no sign-in waits for them. */
export async function startWatchlist(
  source: WatchedFacesSource,
  maxAgeDays: number,
  log: Logger,
): Promise<{ watchlist: Watchlist; watchedFaces: WatchedFaces; stop: () => Promise<void> }> {
  const watchlist = new Watchlist(source.db);
  const watchedFaces = new WatchedFaces(source);
  const refresh = async () => {
    await watchlist.refresh();
    await watchedFaces.refresh();
  };
  await refresh();
  for (const list of await listWatchlists(source.db)) {
    if (!isStale(list, maxAgeDays, new Date())) continue;
    log.warn({ source: list.source, date: list.list_date }, 'a watchlist is old: import it anew');
  }
  let refreshing: Promise<void> = Promise.resolve();
  const looking = setInterval(() => {
    refreshing = refreshing
      .then(refresh)
      .catch((err: unknown) => log.error({ err }, 'the watchlists cannot be read'));
  }, lookEveryMs);
  const stop = async () => {
    clearInterval(looking);
    await refreshing;
  };
  return { watchlist, watchedFaces, stop };
}
