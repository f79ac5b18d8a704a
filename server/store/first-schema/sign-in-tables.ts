import { sql, type Kysely } from 'kysely';
import {
  bytes,
  caseless,
  index,
  key,
  oneOf,
  partOf,
  required,
  requiredAndUnique,
  createTable,
  keyPartOf,
  notBlank,
} from './columns.ts';

/** Sign-ins, their origin, and the messages about them. */
export async function createSignInTables(db: Kysely<unknown>): Promise<void> {
  await createSignIns(db);
  await createKiosks(db);
  await createEnvoyInstalls(db);
  await createOutbox(db);
}

async function createSignIns(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'sign_ins')
    .addColumn('job_id', 'text', key)
    .addColumn('entry_id', 'text')
    .addColumn('kind', 'text', required)
    .addColumn('claimed_person_id', 'text', (column) =>
      column.references('people.id').onDelete('set null'),
    )
    .addColumn('verdict', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('check_name', 'text')
    .addColumn('note', 'text')
    .addColumn('engine', 'text')
    .addColumn('model', 'text')
    .addColumn('challenge_failed', 'integer')
    .addColumn('tried', 'text')
    .addColumn('frames', 'integer')
    .addColumn('usable_frames', 'integer')
    .addColumn('score', 'real')
    .addColumn('received_at', 'text', required)
    .addColumn('decided_at', 'text', required)
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('flow', 'text')
    .addColumn('policy_rule', 'text')
    .execute();
  await index(db, 'sign_ins_by_person', 'sign_ins', ['claimed_person_id']);
  await index(db, 'sign_ins_by_time', 'sign_ins', ['received_at']);

  await createTable(db, 'sign_in_checks')
    .addColumn('job_id', 'text', partOf('sign_ins.job_id'))
    .addColumn('position', 'integer', required)
    .addColumn('check_name', 'text', required)
    .addColumn('passed', 'integer', oneOf('passed', 0, 1))
    .addColumn('reason', 'text', required)
    .addColumn('note', 'text')
    .addColumn('milliseconds', 'integer', required)
    .addPrimaryKeyConstraint('sign_in_checks_key', ['job_id', 'position'])
    .execute();
}

async function createKiosks(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'kiosks')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', caseless)
    .addColumn('token_hash', 'text', requiredAndUnique)
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('created_at', 'text', required)
    .addColumn('last_seen_at', 'text')
    .addColumn('revoked_at', 'text')
    .execute();
  const only = db.schema.createIndex('kiosks_in_use_by_name').on('kiosks');
  await only.column('name').unique().where(sql.ref('revoked_at'), 'is', null).execute();
  await createTable(db, 'pairing_codes')
    .addColumn('code_hash', 'text', key)
    .addColumn('kiosk_name', 'text', caseless)
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('expires_at', 'text', required)
    .addColumn('failed_tries', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

async function createEnvoyInstalls(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'envoy_installs')
    .addColumn('install_id', 'text', key)
    .addColumn('location_id', 'text')
    .addColumn('location_name', 'text')
    .addColumn('location_code', 'text')
    .addColumn('kiosk', 'text')
    .addColumn('contact', 'text')
    .addColumn('purpose_state', 'text', oneOf('purpose_state', 'pending', 'registered', 'refused'))
    .addColumn('purpose_attempts', 'integer', required)
    .addColumn('purpose_fault', 'text')
    .addColumn('purpose_tried_at', 'text')
    .addColumn('purpose_due_at', 'text', required)
    .addColumn('installed_at', 'text', required)
    .addColumn('updated_at', 'text', required)
    .execute();
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'outbox')
    .addColumn('id', 'text', key)
    .addColumn('about', 'text', required)
    .addColumn('channel', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('subject', 'text')
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('state', 'text', oneOf('state', 'waiting', 'sent', 'given_up', 'forgotten'))
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('last_fault', 'text')
    .addColumn('sender', 'text')
    .addColumn('leased_until', 'text')
    .addColumn('due_at', 'text', required)
    .addColumn('give_up_at', 'text', required)
    .addColumn('created_at', 'text', required)
    .addColumn('ended_at', 'text')
    .addUniqueConstraint('outbox_once_a_channel', ['about', 'channel'])
    .execute();
  await index(db, 'outbox_by_due', 'outbox', ['state', 'channel', 'due_at']);
  await index(db, 'outbox_by_subject', 'outbox', ['subject', 'created_at']);
  await index(db, 'outbox_by_person', 'outbox', ['person_id']);
}

/** Who may use the desk: accounts, how they log in, and their sessions. */
export async function createDeskAccountTables(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'desk_accounts')
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
  const only = db.schema.createIndex('desk_accounts_in_use_by_login').on('desk_accounts');
  await only.column('login').unique().where(sql.ref('revoked_at'), 'is', null).execute();

  await createTable(db, 'desk_links')
    .addColumn('account_id', 'text', keyPartOf('desk_accounts.id'))
    .addColumn('token_hash', 'text', requiredAndUnique)
    .addColumn('expires_at', 'text', required)
    .execute();

  await createTable(db, 'desk_login_tries')
    .addColumn('login_hash', 'text', key)
    .addColumn('failures', 'integer', required)
    .addColumn('last_at', 'text', required)
    .addColumn('paused_until', 'text')
    .execute();

  await createTable(db, 'desk_sessions')
    .addColumn('id', 'text', key)
    .addColumn('token_hash', 'text', requiredAndUnique)
    .addColumn('account_id', 'text', partOf('desk_accounts.id'))
    .addColumn('created_at', 'text', required)
    .addColumn('expires_at', 'text', required)
    .execute();
  await index(db, 'desk_sessions_by_account', 'desk_sessions', ['account_id', 'created_at']);

  await createTable(db, 'desk_passkeys')
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
  await createTable(db, 'desk_cards')
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
