import type { Kysely } from 'kysely';
import { createTable, index, partOf, required } from '../first-schema/columns.ts';

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
