import type { Kysely } from 'kysely';
import { key, keyPartOf, required, table } from '../first-schema/columns.ts';

/** Lists that the service keeps current, and those that wait for someone to look at them. */
export async function createFollowedLists(db: Kysely<unknown>): Promise<void> {
  await table(db, 'followed_lists')
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
  await table(db, 'proposed_lists')
    .addColumn('list_id', 'integer', keyPartOf('watchlists.id'))
    .addColumn('doubt', 'text', required)
    .addColumn('entries_before', 'integer', required)
    .addColumn('entries_kept', 'integer', required)
    .addColumn('proposed_at', 'text', required)
    .execute();
  await table(db, 'bundle_keys')
    .addColumn('public_key', 'text', key)
    .addColumn('added_at', 'text', required)
    .execute();
}
