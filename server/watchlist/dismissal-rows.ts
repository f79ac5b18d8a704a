import type { Selectable } from 'kysely';
import { deleteRows, findRows } from '#database';
import type { ListDismissalsTable, WatchlistListedTable } from '../store/list-schema.ts';
import type { Db } from '../store/schema.ts';

export type ListDismissal = Selectable<ListDismissalsTable>;
export type ListedEntryRow = Selectable<WatchlistListedTable>;

export async function dismissalsOf(db: Db, personId: string): Promise<ListDismissal[]> {
  return findRows(db, 'list_dismissals', { personId });
}

/** Replaces an earlier dismissal. Call this in a transaction. */
export async function insertDismissal(db: Db, dismissal: ListDismissal): Promise<void> {
  const { personId, list, entry } = dismissal;
  await deleteRows(db, 'list_dismissals', { personId, list, entry });
  await db.insertInto('list_dismissals').values(dismissal).execute();
  await countChange(db);
}

/** Returns false when there was none. Call this in a transaction. */
export async function deleteDismissal(
  db: Db,
  of: Pick<ListDismissal, 'personId' | 'list' | 'entry'>,
): Promise<boolean> {
  const isDone = await deleteRows(db, 'list_dismissals', of);
  if (isDone) await countChange(db);
  return isDone;
}

/** Makes concurrent checks run again: see `listCurrencyCheck`. */
async function countChange(db: Db): Promise<void> {
  await db
    .updateTable('watchlist_revisions')
    .set((row) => ({ own: row('own', '+', 1) }))
    .execute();
}

/** Rows of an entry of a list in force: one row, or one as a person and one as a company. */
export async function findListedEntry(
  db: Db,
  { source, name }: { source: string; name: string },
  reference: string,
): Promise<ListedEntryRow[]> {
  return db
    .selectFrom('watchlist_listed')
    .innerJoin('watchlists', 'watchlists.id', 'watchlist_listed.listId')
    .selectAll('watchlist_listed')
    .where('watchlists.source', '=', source)
    .where('watchlists.name', '=', name)
    .where('watchlists.isComplete', '=', true)
    .where('watchlist_listed.reference', '=', reference)
    .orderBy('watchlist_listed.id')
    .execute();
}
