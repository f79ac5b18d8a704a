import type { Insertable, Selectable, Updateable } from 'kysely';
import { changeRows, deleteRows, findRows } from '#database';
import type {
  FileStanding,
  FollowedListsTable,
  ProposedListsTable,
} from '../../store/list-schema.ts';
import type { Db } from '../../store/schema.ts';

export type FollowedListRow = Selectable<FollowedListsTable>;
export type ProposedListRow = Selectable<ProposedListsTable> & {
  source: string;
  name: string;
  listDate: string | null;
  entries: number;
  warnings: string | null;
};

export async function listFollowedLists(db: Db): Promise<FollowedListRow[]> {
  return findRows(db, 'followed_lists', {}, 'name');
}

/** Follows a list. For a list that is already followed, only changes the address. */
export async function followList(
  db: Db,
  list: Pick<FollowedListRow, 'name' | 'source' | 'list' | 'address'>,
  now: Date,
): Promise<void> {
  const { address } = list;
  await db
    .insertInto('followed_lists')
    .values({ ...list, ...unread, followedAt: now, dueAt: now, failures: 0, currentAt: null })
    .onConflict((conflict) =>
      // The ETag and outcome of the former address do not apply to the new one.
      conflict.column('name').doUpdateSet({ address, ...unread, dueAt: now, failures: 0 }),
    )
    .execute();
}

const unread = {
  lookedAt: null,
  fault: null,
  etag: null,
  lastModified: null,
  sha256: null,
  standing: null,
};

/** Returns false when the list was not followed. */
export async function unfollowList(db: Db, name: string): Promise<boolean> {
  return deleteRows(db, 'followed_lists', { name });
}

export async function noteFollowedList(
  db: Db,
  name: string,
  change: Updateable<FollowedListsTable>,
): Promise<void> {
  await changeRows(db, 'followed_lists', { name }, change);
}

/** After an import from elsewhere: makes the next fetch read the publisher's file, even if it is unchanged. */
export async function forgetSeenFile(
  db: Db,
  { source, name }: { source: string; name: string },
): Promise<void> {
  await changeRows(
    db,
    'followed_lists',
    { source, list: name },
    { etag: null, lastModified: null, sha256: null, standing: null },
  );
}

/** Stores the outcome of the last file of a list. */
export async function setListStatus(
  db: Db,
  { source, name }: { source: string; name: string },
  standing: FileStanding,
  fetchedAt: Date,
): Promise<void> {
  await db
    .updateTable('followed_lists')
    .set({ standing, ...(standing === 'in_force' && { currentAt: fetchedAt }) })
    .where('source', '=', source)
    .where('list', '=', name)
    .execute();
}

/** Lists that wait for somebody's decision, latest first. */
export async function listProposedLists(db: Db): Promise<ProposedListRow[]> {
  return db
    .selectFrom('proposed_lists')
    .innerJoin('watchlists', 'watchlists.id', 'proposed_lists.listId')
    .selectAll('proposed_lists')
    .select(['source', 'name', 'listDate', 'entries', 'warnings'])
    .orderBy('listId', 'desc')
    .execute();
}

/** Keeps a staged list beside the one in force; replaces an earlier proposal. */
export async function proposeList(
  db: Db,
  proposed: Insertable<ProposedListsTable>,
  {
    source,
    name,
    ...list
  }: Pick<ProposedListRow, 'source' | 'name' | 'listDate' | 'entries' | 'warnings'>,
): Promise<void> {
  await db
    .deleteFrom('watchlists')
    .where('source', '=', source)
    .where('name', '=', name)
    .where('id', 'in', (of) => of.selectFrom('proposed_lists').select('listId'))
    .execute();
  await changeRows(db, 'watchlists', { id: proposed.listId }, list);
  await db.insertInto('proposed_lists').values(proposed).execute();
}

/** Ends the proposal, because its list is now in force. Returns false when there was no proposal. */
export async function endProposal(db: Db, listId: number): Promise<boolean> {
  return deleteRows(db, 'proposed_lists', { listId });
}
