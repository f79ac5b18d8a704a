import {
  bytes,
  index,
  key,
  keyPartOf,
  notBlank,
  oneOf,
  partOf,
  notNull,
  rowNumber,
  createTable,
} from '#database';
import { sql, type Kysely } from 'kysely';

/** Makes the tables of lists that sign-ins are checked against, and the audit record. */
export async function createListTables(db: Kysely<unknown>): Promise<void> {
  await createWatchlist(db);
  await createOfficialWatchlists(db);
  await createFollowedLists(db);
  await createCredentials(db);
  await createCscaLists(db);
  await createAudit(db);
}

async function createWatchlist(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'watchlist_entries')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text')
    .addColumn('aliases', 'text', (column) => column.notNull().defaultTo('[]'))
    .addColumn('birth_date', 'text')
    .addColumn('country', 'text')
    .addColumn('email', 'text')
    .addColumn('domain', 'text')
    .addColumn('phone', 'text')
    .addColumn('company', 'text')
    .addColumn('note', 'text', notBlank('note'))
    .addColumn('legal_basis', 'text')
    .addColumn('added_by', 'text', notNull)
    .addColumn('added_at', 'text', notNull)
    .addColumn('expires_at', 'text')
    .execute();
  await createTable(db, 'watchlist_faces')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('entry_id', 'text', partOf('watchlist_entries.id'))
    .addColumn('model', 'text', notNull)
    .addColumn('ciphertext', bytes, notNull)
    .addColumn('created_at', 'text', notNull)
    .execute();
  await index(db, 'watchlist_faces_by_entry', 'watchlist_faces', ['entry_id']);
  await index(db, 'watchlist_faces_by_model', 'watchlist_faces', ['model', 'id']);
}

async function createOfficialWatchlists(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'watchlists')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('source', 'text', notNull)
    .addColumn('name', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('list_date', 'text')
    .addColumn('imported_at', 'text', notNull)
    .addColumn('entries', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('warnings', 'text')
    .addColumn('is_complete', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  // A list takes effect once it is complete. Each source has one list in force.
  const only = db.schema.createIndex('watchlists_in_force').on('watchlists');
  await only.columns(['source', 'name']).unique().where(sql.ref('is_complete'), '=', 1).execute();
  await createTable(db, 'watchlist_listed')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('list_id', 'integer', partOf('watchlists.id'))
    .addColumn('reference', 'text', notNull)
    .addColumn('kind', 'text', oneOf('kind', 'person', 'company'))
    .addColumn('names', 'text', notNull)
    .addColumn('weak_names', 'text', (column) => column.notNull().defaultTo('[]'))
    .addColumn('birth_dates', 'text', notNull)
    .addColumn('countries', 'text', notNull)
    .execute();
  await index(db, 'watchlist_listed_by_list', 'watchlist_listed', ['list_id', 'id']);
  await index(db, 'watchlist_listed_by_reference', 'watchlist_listed', ['reference']);
  await createTable(db, 'watchlist_readings')
    .addColumn('list_id', 'integer', partOf('watchlists.id'))
    .addColumn('part', 'integer', notNull)
    .addColumn('made_by', 'text', notNull)
    .addColumn('content', 'text', notNull)
    .addPrimaryKeyConstraint('watchlist_readings_key', ['list_id', 'part'])
    .execute();

  await createTable(db, 'watchlist_revisions')
    .addColumn('own', 'integer', notNull)
    .addColumn('official', 'integer', notNull)
    .execute();
  await db
    .withTables<{ watchlist_revisions: { own: number; official: number } }>()
    .insertInto('watchlist_revisions')
    .values({ own: 0, official: 0 })
    .execute();
}

/** Makes the tables of followed lists, proposed lists and dismissals by the desk. */
async function createFollowedLists(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'followed_lists')
    .addColumn('name', 'text', key)
    .addColumn('source', 'text', notNull)
    .addColumn('list', 'text', notNull)
    .addColumn('address', 'text')
    .addColumn('followed_at', 'text', notNull)
    .addColumn('due_at', 'text', notNull)
    .addColumn('looked_at', 'text')
    .addColumn('failures', 'integer', notNull)
    .addColumn('fault', 'text')
    .addColumn('etag', 'text')
    .addColumn('last_modified', 'text')
    .addColumn('sha256', 'text')
    .addColumn('standing', 'text')
    .addColumn('current_at', 'text')
    .execute();
  await createTable(db, 'proposed_lists')
    .addColumn('list_id', 'integer', keyPartOf('watchlists.id'))
    .addColumn('doubt', 'text', notNull)
    .addColumn('details', 'text')
    .addColumn('entries_before', 'integer', notNull)
    .addColumn('entries_kept', 'integer', notNull)
    .addColumn('proposed_at', 'text', notNull)
    .execute();
  await createTable(db, 'list_dismissals')
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('list', 'text', notNull)
    .addColumn('entry', 'text', notNull)
    .addColumn('digest', 'text', notNull)
    .addColumn('account_id', 'text', notNull)
    .addColumn('dismissed_at', 'text', notNull)
    .addPrimaryKeyConstraint('list_dismissals_once', ['person_id', 'list', 'entry'])
    .execute();
}

/** The issuers of health passes, which later became files. */
export async function createCredentials(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'credential_issuers')
    .addColumn('id', 'text', key)
    .addColumn('kind', 'text', oneOf('kind', 'shc', 'dcc'))
    .addColumn('issuer', 'text', notNull)
    .addColumn('name', 'text')
    .addColumn('added_at', 'text', notNull)
    .addColumn('changed_at', 'text', notNull)
    .addUniqueConstraint('credential_issuers_once_a_kind', ['kind', 'issuer'])
    .execute();
  await createTable(db, 'credential_keys')
    .addColumn('issuer_id', 'text', partOf('credential_issuers.id'))
    .addColumn('kid', 'text', notNull)
    .addColumn('public_key', 'text', notNull)
    .addColumn('not_before', 'text')
    .addColumn('not_after', 'text')
    .addColumn('purposes', 'text')
    .addColumn('crl_version', 'integer')
    .addPrimaryKeyConstraint('credential_keys_key', ['issuer_id', 'kid'])
    .execute();
  await index(db, 'credential_keys_by_kid', 'credential_keys', ['kid']);
  await createTable(db, 'credential_directories')
    .addColumn('source', 'text', key)
    .addColumn('listed_at', 'text')
    .addColumn('imported_at', 'text', notNull)
    .addColumn('issuers', 'integer', notNull)
    .addColumn('signed_by', 'text')
    .execute();
  await createRevocations(db);
}

async function createRevocations(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'revocation_lists')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('kind', 'text', oneOf('kind', 'shc', 'dcc'))
    .addColumn('source', 'text', notNull)
    .addColumn('kid', 'text', notNull)
    .addColumn('counter', 'integer')
    .addColumn('imported_at', 'text', notNull)
    .addColumn('entries', 'integer', notNull)
    .addColumn('is_complete', 'integer', notNull)
    .execute();
  // A list takes effect once it is complete and then replaces the previous one.
  const only = db.schema.createIndex('revocation_lists_in_force').on('revocation_lists');
  await only
    .columns(['kind', 'source', 'kid'])
    .unique()
    .where(sql.ref('is_complete'), '=', 1)
    .execute();
  await createTable(db, 'revoked_credentials')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('list_id', 'integer', partOf('revocation_lists.id'))
    .addColumn('identifier', 'text', notNull)
    .addColumn('issued_before', 'real')
    .execute();
  await index(db, 'revoked_credentials_by_identifier', 'revoked_credentials', ['identifier']);
  await index(db, 'revoked_credentials_by_list', 'revoked_credentials', ['list_id']);
}

/** See list-schema.ts. */
async function createCscaLists(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'csca_lists')
    .addColumn('publisher', 'text', key)
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('list'))
    .addColumn('sha256', 'text', notNull)
    .addColumn('authority', 'text', notNull)
    .addColumn('authorities', 'integer', notNull)
    .addColumn('signer_until', 'text', notNull)
    .addColumn('imported_at', 'text', notNull)
    .addColumn('content', bytes, notNull)
    .addColumn('seal', bytes, notNull)
    .execute();
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'audit_events')
    .addColumn('seq', 'integer', key)
    .addColumn('at', 'text', notNull)
    .addColumn('action', 'text', notNull)
    .addColumn('actor', 'text', notNull)
    .addColumn('subject', 'text')
    .addColumn('details', 'text', notNull)
    .addColumn('previous_hash', 'text', notNull)
    .addColumn('hash', 'text', notNull)
    .execute();
  await index(db, 'audit_events_by_time', 'audit_events', ['at']);
  // This table has one row at most.
  await createTable(db, 'audit_pending_seal')
    .addColumn('id', 'integer', (column) => key(column).check(sql`id = 1`))
    .addColumn('replaces', 'text', oneOf('replaces', 'nothing', 'former_key'))
    .addColumn('seq', 'integer', notNull)
    .addColumn('hash', 'text', notNull)
    .addColumn('at', 'text', notNull)
    .addColumn('mac', 'text', notNull)
    .execute();
}
