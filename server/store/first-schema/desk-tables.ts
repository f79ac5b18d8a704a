import {
  bytes,
  createTable,
  index,
  key,
  keyPartOf,
  notBlank,
  oneOf,
  partOf,
  notNull,
  notNullAndUnique,
} from '#database';
import { sql, type Kysely } from 'kysely';

/** Makes the tables of desk accounts and of cards for held sign-ins. */
export async function createDeskTables(db: Kysely<unknown>): Promise<void> {
  await createCards(db);
  await createAccounts(db);
}

/** Makes the tables of desk accounts, their logins and their sessions. */
async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'desk_accounts')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', notBlank('name'))
    .addColumn('login', 'text', notBlank('login'))
    .addColumn('role', 'text', oneOf('role', 'reception', 'manager', 'auditor'))
    .addColumn('password_hash', 'text')
    .addColumn('oidc_issuer', 'text')
    .addColumn('oidc_subject', 'text')
    .addColumn('language', 'text')
    .addColumn('place', 'text')
    .addColumn('created_at', 'text', notNull)
    .addColumn('last_login_at', 'text')
    .addColumn('revoked_at', 'text')
    .addUniqueConstraint('desk_accounts_once_a_subject', ['oidc_issuer', 'oidc_subject'])
    .execute();
  const only = db.schema.createIndex('desk_accounts_in_use_by_login').on('desk_accounts');
  await only.column('login').unique().where(sql.ref('revoked_at'), 'is', null).execute();

  await createTable(db, 'desk_links')
    .addColumn('account_id', 'text', keyPartOf('desk_accounts.id'))
    .addColumn('token_hash', 'text', notNullAndUnique)
    .addColumn('expires_at', 'text', notNull)
    .execute();

  await createTable(db, 'desk_login_tries')
    .addColumn('login_hash', 'text', key)
    .addColumn('failures', 'integer', notNull)
    .addColumn('tried_at', 'text', notNull)
    .execute();

  await createTable(db, 'desk_sessions')
    .addColumn('id', 'text', key)
    .addColumn('token_hash', 'text', notNullAndUnique)
    .addColumn('account_id', 'text', partOf('desk_accounts.id'))
    .addColumn('created_at', 'text', notNull)
    .addColumn('expires_at', 'text', notNull)
    .execute();
  await index(db, 'desk_sessions_by_account', 'desk_sessions', ['account_id', 'created_at']);
}

async function createCards(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'desk_cards')
    .addColumn('job_id', 'text', keyPartOf('sign_ins.job_id'))
    .addColumn('first_job_id', 'text')
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('note', bytes)
    .addColumn('held_at', 'text', notNull)
    .addColumn('seen_at', 'text')
    .addColumn('seen_by', 'text')
    .addColumn('with_by', 'text')
    .addColumn('with_at', 'text')
    .addColumn('outcome', 'text')
    .execute();
  await index(db, 'desk_cards_by_time', 'desk_cards', ['seen_at', 'held_at']);
  await index(db, 'desk_cards_by_visit', 'desk_cards', ['first_job_id']);
}
