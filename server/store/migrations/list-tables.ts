import type { Kysely } from 'kysely';
import { createTable, index, key, keyPartOf, partOf, required } from '../first-schema/columns.ts';

// What the watchlists got after the first schema.

export async function createWatchlistReadings(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'watchlist_readings')
    .addColumn('list_id', 'integer', partOf('watchlists.id'))
    .addColumn('part', 'integer', required)
    .addColumn('made_by', 'text', required)
    .addColumn('content', 'text', required)
    .addPrimaryKeyConstraint('watchlist_readings_key', ['list_id', 'part'])
    .execute();
}

/** Lists that the service keeps current, and those that wait for someone to look at them. */
export async function createFollowedLists(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'followed_lists')
    .addColumn('name', 'text', key)
    .addColumn('source', 'text', required)
    .addColumn('list', 'text', required)
    .addColumn('address', 'text')
    .addColumn('brought', 'integer', required)
    .addColumn('followed_at', 'text', required)
    .addColumn('due_at', 'text', required)
    .addColumn('looked_at', 'text')
    .addColumn('failures', 'integer', required)
    .addColumn('fault', 'text')
    .addColumn('etag', 'text')
    .addColumn('last_modified', 'text')
    .addColumn('sha256', 'text')
    .addColumn('standing', 'text')
    .addColumn('current_at', 'text')
    .execute();
  await createTable(db, 'proposed_lists')
    .addColumn('list_id', 'integer', keyPartOf('watchlists.id'))
    .addColumn('doubt', 'text', required)
    .addColumn('entries_before', 'integer', required)
    .addColumn('entries_kept', 'integer', required)
    .addColumn('proposed_at', 'text', required)
    .execute();
  await createTable(db, 'bundle_keys')
    .addColumn('public_key', 'text', key)
    .addColumn('added_at', 'text', required)
    .execute();
}

/** Why a list waits for approval, with what the question names; and what a list in force lacks. */
export async function createListDoubts(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('proposed_lists').addColumn('details', 'text').execute();
  await db.schema.alterTable('watchlists').addColumn('warnings', 'text').execute();
}

/** Entries of official lists of which the desk said that a person is not meant. */
export async function createListDismissals(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'list_dismissals')
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('list', 'text', required)
    .addColumn('entry', 'text', required)
    .addColumn('digest', 'text', required)
    .addColumn('account_id', 'text', required)
    .addColumn('dismissed_at', 'text', required)
    .addPrimaryKeyConstraint('list_dismissals_once', ['person_id', 'list', 'entry'])
    .execute();
  await index(db, 'watchlist_listed_by_reference', 'watchlist_listed', ['reference']);
}

/** Link certificates and revocations beside the master lists of passport authorities. */
export async function tellCscaKinds(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('csca_lists')
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('list'))
    .execute();
}
