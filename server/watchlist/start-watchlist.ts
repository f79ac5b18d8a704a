import type { Logger } from 'pino';
import type { Db } from '../store/schema.ts';
import { listWatchlists, type WatchlistRow } from '../store/tables/watchlists.ts';
import { listLabel } from './sources.ts';
import { WatchedFaces, type WatchedFacesSource } from './watched-faces.ts';
import { Watchlist } from './watchlist.ts';

const lookEveryMs = 10_000;
const dayMs = 24 * 60 * 60 * 1000;

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
  const watchlist = new Watchlist(source.db);
  const watchedFaces = new WatchedFaces(source);
  const refresh = async () => {
    await watchlist.refresh();
    await watchedFaces.refresh();
  };
  await refresh();
  const warn = async () => {
    if (await isOursToWarn()) await warnOfOld(source.db, maxAgeDays, log);
  };
  await warn();
  if (await isOursToWarn()) await warnOfLapsedFaces(source, log);
  let refreshing: Promise<void> = Promise.resolve();
  const growingOld = setInterval(() => {
    refreshing = refreshing
      .then(warn)
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
  return { watchlist, watchedFaces, refresh, stop };
}

async function warnOfOld(db: Db, maxAgeDays: number, log: Logger): Promise<void> {
  for (const list of await listWatchlists(db)) {
    if (!isStale(list, maxAgeDays, new Date())) continue;
    log.warn(
      { source: listLabel(list), date: list.listDate },
      'a watchlist is old: import it again',
    );
  }
}

async function warnOfLapsedFaces({ db, model }: WatchedFacesSource, log: Logger): Promise<void> {
  const entries = await entriesWithLapsedFaces(db, model.id);
  if (entries.length === 0) return;
  log.warn(
    { entries: entries.length },
    'faces on the own watchlist were made by another recogniser and are not looked for: add them again',
  );
}

const stalenessDayMs = 24 * 60 * 60 * 1000;

/** Whole days since the list was published, or imported where it has no date. */
export function ageInDays({ listDate, importedAt }: WatchlistRow, now: Date): number {
  return Math.floor((now.getTime() - new Date(listDate ?? importedAt).getTime()) / stalenessDayMs);
}

/** Whether there is surely a newer one by now. */
export function isStale(list: WatchlistRow, maxAgeDays: number, now: Date): boolean {
  return ageInDays(list, now) > maxAgeDays;
}

/** The age in days of each official list in force, by its name. */
export async function watchlistAges(db: Db): Promise<Record<string, number>> {
  const now = new Date();
  const lists = await listWatchlists(db);
  return Object.fromEntries(lists.map((list) => [listLabel(list), ageInDays(list, now)]));
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
