import type { Logger } from 'pino';
import type { Db } from '../store/schema.ts';
import { WatchedFaces, type WatchedFacesSource } from './watched-faces.ts';
import { Watchlist } from './watchlist.ts';

const lookEveryMs = 10_000;

interface Watchlists {
  watchlist: Watchlist;
  watchedFaces: WatchedFaces;
  /** Reads what has changed at once. */
  refresh: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The watchlists in memory, kept current in the background so that no sign-in waits for them. */
export async function startWatchlist(
  source: WatchedFacesSource,
  maxAgeDays: number,
  log: Logger,
  isOursToWarn: () => Promise<boolean> = async () => true,
): Promise<Watchlists> {
  const watchlist = new Watchlist(source.db, maxAgeDays);
  const watchedFaces = new WatchedFaces(source);
  const refresh = async () => {
    await watchlist.refresh();
    await watchedFaces.refresh();
  };
  await refresh();
  if (await isOursToWarn()) await warnOfLapsedFaces(source, log);
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
  return { watchlist, watchedFaces, refresh, stop };
}

async function warnOfLapsedFaces({ db, model }: WatchedFacesSource, log: Logger): Promise<void> {
  const entries = await entriesWithLapsedFaces(db, model.id);
  if (entries.length === 0) return;
  log.warn(
    { entries: entries.length },
    'faces on the own watchlist were made by another recogniser and are not looked for: add them again',
  );
}

/**
 * Entries of the own list whose face is not looked for any more, because no template of it is of
 * the recogniser in use: templates of different ones never meet.
 * @returns their ids
 */
export async function entriesWithLapsedFaces(db: Db, model: string): Promise<string[]> {
  const rows = await db
    .selectFrom('watchlist_faces')
    .select('entryId')
    .distinct()
    .where('entryId', 'not in', (faces) =>
      faces.selectFrom('watchlist_faces').select('entryId').where('model', '=', model),
    )
    .execute();
  return rows.map(({ entryId }) => entryId);
}
