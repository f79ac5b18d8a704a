import type { Logger } from 'pino';
import type { Db } from '../store/schema.ts';
import { listWatchlists } from '../store/tables/watchlists.ts';
import { isStale } from './staleness.ts';
import { entriesWithLapsedFaces } from './lapsed-faces.ts';
import { Watchlist } from './watchlist.ts';
import { WatchedFaces, type WatchedFacesSource } from './watched-faces.ts';

const lookEveryMs = 10_000;
const dayMs = 24 * 60 * 60 * 1000;

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
  await warnOfOld(source.db, maxAgeDays, log);
  await warnOfLapsedFaces(source, log);
  let refreshing: Promise<void> = Promise.resolve();
  const growingOld = setInterval(() => {
    refreshing = refreshing
      .then(() => warnOfOld(source.db, maxAgeDays, log))
      .catch((err: unknown) => log.error({ err }, 'the age of the watchlists cannot be read'));
  }, dayMs);
  const looking = setInterval(() => {
    refreshing = refreshing
      .then(refresh)
      .catch((err: unknown) => log.error({ err }, 'the watchlists cannot be read'));
  }, lookEveryMs);
  const stop = async () => {
    clearInterval(looking);
    clearInterval(growingOld);
    await refreshing;
  };
  return { watchlist, watchedFaces, stop };
}

async function warnOfOld(db: Db, maxAgeDays: number, log: Logger): Promise<void> {
  for (const list of await listWatchlists(db)) {
    if (!isStale(list, maxAgeDays, new Date())) continue;
    log.warn({ source: list.source, date: list.list_date }, 'a watchlist is old: import it anew');
  }
}

async function warnOfLapsedFaces({ db, model }: WatchedFacesSource, log: Logger): Promise<void> {
  const entries = await entriesWithLapsedFaces(db, model.id);
  if (entries.length === 0) return;
  log.warn(
    { entries: entries.length },
    'faces on the own watchlist were made by another recogniser and are not looked for: add them anew',
  );
}
