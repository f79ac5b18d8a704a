import type { Insertable, Selectable } from 'kysely';
import { changeRows, deleteRows, findRows } from '#database';
import type { Db, Schema } from '../schema.ts';
import type {
  WatchlistEntriesTable,
  WatchlistFacesTable,
  WatchlistListedTable,
  WatchlistReadingsTable,
  WatchlistsTable,
} from '../list-schema.ts';

export type WatchlistRow = Selectable<WatchlistsTable>;
type WatchlistListedRow = Selectable<WatchlistListedTable>;
export type NewListed = Omit<WatchlistListedRow, 'id' | 'listId'>;

/**
 * Numbers that grow with every change of the own list and of the official lists by any process. A process compares
 * them before it uses its copy in memory.
 */
export async function watchlistRevisions(db: Db): Promise<Schema['watchlist_revisions']> {
  return db.selectFrom('watchlist_revisions').selectAll().executeTakeFirstOrThrow();
}

/** Returns a check for a later transaction: are the lists unchanged? */
export async function listCurrencyCheck(db: Db): Promise<(later: Db) => Promise<boolean>> {
  const now = await watchlistRevisions(db);
  return async (later) => {
    const { own, official } = await watchlistRevisions(later);
    return own === now.own && official === now.official;
  };
}

/** The lists in force. */
export async function listWatchlists(db: Db): Promise<WatchlistRow[]> {
  return findRows(db, 'watchlists', { isComplete: true }, 'source', 'name');
}

/** Stages a list that is not in force yet. @returns its number */
export async function beginWatchlist(
  db: Db,
  { source, name }: Pick<WatchlistRow, 'source' | 'name'>,
  importedAt: Date,
): Promise<number> {
  const { id } = await db
    .insertInto('watchlists')
    .values({
      source,
      name,
      listDate: null,
      importedAt,
      entries: 0,
      isComplete: false,
      warnings: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function insertListed(
  db: Db,
  listId: number,
  listed: readonly NewListed[],
): Promise<void> {
  if (listed.length === 0) return;
  await db
    .insertInto('watchlist_listed')
    .values(listed.map((one) => ({ ...one, listId })))
    .execute();
}

/** Puts a staged list in force and replaces the previous one. */
export async function completeWatchlist(
  db: Db,
  listId: number,
  list: Pick<WatchlistRow, 'source' | 'name' | 'listDate' | 'entries' | 'warnings'>,
): Promise<void> {
  await db
    .deleteFrom('watchlists')
    .where('source', '=', list.source)
    .where('name', '=', list.name)
    .where('id', '<>', listId)
    .execute();
  await changeRows(
    db,
    'watchlists',
    { id: listId },
    {
      isComplete: true,
      listDate: list.listDate,
      entries: list.entries,
      warnings: list.warnings,
    },
  );
}

/** How many entries of one list are also in another, by the lists' own numbers. */
export async function countKept(db: Db, listId: number, inListId: number): Promise<number> {
  const { kept } = await db
    .selectFrom('watchlist_listed')
    .select((row) => row.fn.count<number>('reference').distinct().as('kept'))
    .where('listId', '=', listId)
    .where('reference', 'in', (other) =>
      other.selectFrom('watchlist_listed').select('reference').where('listId', '=', inListId),
    )
    .executeTakeFirstOrThrow();
  return kept;
}

/** Deletes staged lists that neither came into force nor wait for approval. */
export async function deleteStagedLists(
  db: Db,
  { source, name }: Pick<WatchlistRow, 'source' | 'name'>,
  { from, until }: { from?: Date; until?: Date },
): Promise<void> {
  const staged = await findRows(db, 'watchlists', { source, name, isComplete: false });
  const proposed = await db.selectFrom('proposed_lists').select('listId').execute();
  for (const { id, importedAt } of staged) {
    if (from && importedAt < from) continue;
    if (until && importedAt > until) continue;
    if (!proposed.some(({ listId }) => listId === id)) await deleteWatchlist(db, id);
  }
}

export async function deleteWatchlist(db: Db, listId: number): Promise<void> {
  await deleteRows(db, 'watchlists', { id: listId });
}

export async function listedAfter(db: Db, listId: number, last: number, limit: number) {
  return db
    .selectFrom('watchlist_listed')
    .selectAll()
    .where('listId', '=', listId)
    .where('id', '>', last)
    .orderBy('id')
    .limit(limit)
    .execute();
}

const rowsPerPage = 500;

/** All entries of a list, page by page. */
export async function* everyListed(db: Db, listId: number): AsyncGenerator<WatchlistListedRow> {
  for (let last = 0; ;) {
    const page = await listedAfter(db, listId, last, rowsPerPage);
    yield* page;
    if (page.length < rowsPerPage) return;
    last = page.at(-1)?.id ?? last;
  }
}

/** Stores the parsed names of a part of a list. */
export async function insertParsedNames(
  db: Db,
  reading: Selectable<WatchlistReadingsTable>,
): Promise<void> {
  await db.insertInto('watchlist_readings').values(reading).execute();
}

/** The parser versions of a list's parts, with the number of parts of each. */
export async function parserVersionOf(db: Db, listId: number) {
  return db
    .selectFrom('watchlist_readings')
    .select((row) => ['madeBy', row.fn.countAll<number>().as('parts')])
    .where('listId', '=', listId)
    .groupBy('madeBy')
    .execute();
}

export async function parsedNamesPart(
  db: Db,
  listId: number,
  part: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('watchlist_readings')
    .select('content')
    .where('listId', '=', listId)
    .where('part', '=', part)
    .executeTakeFirst();
  return row?.content;
}

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

/** `facesAt`: when the latest face was stored; null without a face. */
export type EntryWithFaces = WatchlistEntryRow & { faces: number; facesAt: Date | null };

/** Earliest first. */
export async function listWatchlistEntries(db: Db): Promise<EntryWithFaces[]> {
  const rows = await withFaces(db).orderBy('addedAt').orderBy('id').execute();
  return rows.map((row) => ({ ...row, faces: row.faces ?? 0 }));
}

export async function findWatchlistEntry(db: Db, id: string): Promise<EntryWithFaces | undefined> {
  const row = await withFaces(db).where('id', '=', id).executeTakeFirst();
  return row && { ...row, faces: row.faces ?? 0 };
}

function withFaces(db: Db) {
  return db
    .selectFrom('watchlist_entries')
    .selectAll()
    .select((of) => {
      const faces = of
        .selectFrom('watchlist_faces')
        .whereRef('watchlist_faces.entryId', '=', 'watchlist_entries.id');
      return [
        faces.select((face) => face.fn.countAll<number>().as('faces')).as('faces'),
        faces.select((face) => face.fn.max('createdAt').as('facesAt')).as('facesAt'),
      ];
    });
}

export async function changeWatchlistEntry(
  db: Db,
  id: string,
  change: Partial<WatchlistEntryRow>,
): Promise<void> {
  await changeRows(db, 'watchlist_entries', { id }, change);
}

export async function watchlistFacesOf(db: Db, model: string): Promise<WatchlistFaceRow[]> {
  return findRows(db, 'watchlist_faces', { model }, 'id');
}

export async function deleteWatchlistFaces(db: Db, entryId: string): Promise<void> {
  await deleteRows(db, 'watchlist_faces', { entryId });
}

/** Deletes the entry with its faces. Returns false when there is no such entry. */
export async function deleteWatchlistEntry(db: Db, id: string): Promise<boolean> {
  return deleteRows(db, 'watchlist_entries', { id });
}
