import type { Db } from '../store/schema.ts';
import type { PersonRow } from '../store/tables/people.ts';
import { listWatchlistEntries } from '../store/tables/watchlist-entries.ts';
import { foldName } from './folding.ts';

type Entry = Awaited<ReturnType<typeof listWatchlistEntries>>[number];

interface Found {
  entry: Entry;
  isCertain: boolean;
}

/**
 * Entries of the office's own watchlist that mean this person by their e-mail, or may mean them by
 * their exact name.
 */
export async function watchlistEntriesOf(
  db: Db,
  { emailFolded, nameFolded }: Pick<PersonRow, 'emailFolded' | 'nameFolded'>,
): Promise<Found[]> {
  const entries = await listWatchlistEntries(db);
  return entries.flatMap((entry): Found[] => {
    if (emailFolded !== null && entry.email === emailFolded) return [{ entry, isCertain: true }];
    const names = [entry.name ?? '', ...(JSON.parse(entry.aliases) as string[])];
    const isNamesake = names.some((name) => foldName(name) === nameFolded);
    return isNamesake ? [{ entry, isCertain: false }] : [];
  });
}

/**
 * Erases the faces of those entries that certainly mean this person. The entries stay, for whoever
 * keeps the list may have to keep them; which ones is returned.
 */
export async function forgetWatchlistFaces(
  db: Db,
  person: PersonRow,
): Promise<{ faces: number; entriesLeft: string[] }> {
  const found = await watchlistEntriesOf(db, person);
  const certain = found.filter(({ isCertain }) => isCertain).map(({ entry }) => entry.id);
  const entriesLeft = found.map(({ entry }) => entry.id);
  if (certain.length === 0) return { faces: 0, entriesLeft };
  const result = await db
    .deleteFrom('watchlist_faces')
    .where('entry_id', 'in', certain)
    .executeTakeFirst();
  return { faces: Number(result.numDeletedRows), entriesLeft };
}
