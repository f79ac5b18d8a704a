import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../schema.ts';
import type { WatchlistEntriesTable, WatchlistFacesTable } from '../list-schema.ts';

export type WatchlistEntryRow = Selectable<WatchlistEntriesTable>;
export type WatchlistFaceRow = Selectable<WatchlistFacesTable>;

export async function insertWatchlistEntry(db: Db, entry: WatchlistEntryRow): Promise<void> {
  await db.insertInto('watchlist_entries').values(entry).execute();
}

export async function insertWatchlistFace(
  db: Db,
  face: Insertable<WatchlistFacesTable>,
): Promise<void> {
  await db.insertInto('watchlist_faces').values(face).execute();
}

/** The earliest first. */
export async function listWatchlistEntries(
  db: Db,
): Promise<(WatchlistEntryRow & { faces: number })[]> {
  return db
    .selectFrom('watchlist_entries')
    .selectAll()
    .select((of) =>
      of
        .selectFrom('watchlist_faces')
        .select(of.fn.countAll<number>().as('faces'))
        .whereRef('watchlist_faces.entryId', '=', 'watchlist_entries.id')
        .as('faces'),
    )
    .orderBy('addedAt')
    .orderBy('id')
    .execute()
    .then((rows) => rows.map((row) => ({ ...row, faces: row.faces ?? 0 })));
}

export async function watchlistFacesOf(db: Db, model: string): Promise<WatchlistFaceRow[]> {
  return db
    .selectFrom('watchlist_faces')
    .selectAll()
    .where('model', '=', model)
    .orderBy('id')
    .execute();
}

/** With its faces. False when there is no such entry. */
export async function deleteWatchlistEntry(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom('watchlist_entries').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}
