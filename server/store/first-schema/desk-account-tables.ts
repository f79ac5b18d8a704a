import type { Kysely } from 'kysely';
import {
  bytes,
  index,
  key,
  keyPartOf,
  notBlank,
  oneOf,
  partOf,
  required,
  requiredAndUnique,
  table,
  uniqueIndex,
} from './columns.ts';

/** Who may use the desk: accounts, how they log in, and their sessions. */
export async function createDeskAccountTables(db: Kysely<unknown>): Promise<void> {
  await table(db, 'desk_accounts')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', notBlank('name'))
    .addColumn('login', 'text', notBlank('login'))
    .addColumn('role', 'text', oneOf('role', 'reception', 'manager', 'auditor'))
    .addColumn('password_hash', 'text')
    .addColumn('oidc_issuer', 'text')
    .addColumn('oidc_subject', 'text')
    .addColumn('created_at', 'text', required)
    .addColumn('last_login_at', 'text')
    .addColumn('revoked_at', 'text')
    .addUniqueConstraint('desk_accounts_once_a_subject', ['oidc_issuer', 'oidc_subject'])
    .execute();
  await uniqueIndex(
    db,
    'desk_accounts_in_use_by_login',
    'desk_accounts',
    ['login'],
    ['revoked_at', 'is', null],
  );

  await table(db, 'desk_links')
    .addColumn('account_id', 'text', keyPartOf('desk_accounts.id'))
    .addColumn('token_hash', 'text', requiredAndUnique)
    .addColumn('expires_at', 'text', required)
    .execute();

  await table(db, 'desk_login_tries')
    .addColumn('login_hash', 'text', key)
    .addColumn('failures', 'integer', required)
    .addColumn('last_at', 'text', required)
    .addColumn('paused_until', 'text')
    .execute();

  await table(db, 'desk_sessions')
    .addColumn('id', 'text', key)
    .addColumn('token_hash', 'text', requiredAndUnique)
    .addColumn('account_id', 'text', partOf('desk_accounts.id'))
    .addColumn('created_at', 'text', required)
    .addColumn('expires_at', 'text', required)
    .execute();
  await index(db, 'desk_sessions_by_account', 'desk_sessions', ['account_id', 'created_at']);

  await table(db, 'desk_passkeys')
    .addColumn('credential_id', 'text', key)
    .addColumn('account_id', 'text', partOf('desk_accounts.id'))
    .addColumn('public_key', bytes, required)
    .addColumn('counter', 'integer', required)
    .addColumn('transports', 'text', required)
    .addColumn('created_at', 'text', required)
    .addColumn('last_used_at', 'text')
    .execute();
  await index(db, 'desk_passkeys_by_account', 'desk_passkeys', ['account_id']);
}

/** What the front desk is shown of held sign-ins. */
export async function createDeskCardTables(db: Kysely<unknown>): Promise<void> {
  await table(db, 'desk_cards')
    .addColumn('job_id', 'text', keyPartOf('sign_ins.job_id'))
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('note', bytes)
    .addColumn('held_at', 'text', required)
    .addColumn('seen_at', 'text')
    .addColumn('seen_by', 'text')
    .execute();
  await index(db, 'desk_cards_by_time', 'desk_cards', ['seen_at', 'held_at']);
}
