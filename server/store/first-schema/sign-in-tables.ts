import type { Kysely } from 'kysely';
import {
  bytes,
  caseless,
  index,
  key,
  oneOf,
  partOf,
  required,
  requiredAndUnique,
  table,
  uniqueIndex,
} from './columns.ts';

/** Sign-ins, where they come from, and what is told of them. */
export async function createSignInTables(db: Kysely<unknown>): Promise<void> {
  await createSignIns(db);
  await createKiosks(db);
  await createEnvoyInstalls(db);
  await createOutbox(db);
}

async function createSignIns(db: Kysely<unknown>): Promise<void> {
  await table(db, 'sign_ins')
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

  await table(db, 'sign_in_checks')
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
  await table(db, 'kiosks')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', caseless)
    .addColumn('token_hash', 'text', requiredAndUnique)
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('created_at', 'text', required)
    .addColumn('last_seen_at', 'text')
    .addColumn('revoked_at', 'text')
    .execute();
  await uniqueIndex(db, 'kiosks_in_use_by_name', 'kiosks', ['name'], ['revoked_at', 'is', null]);
  await table(db, 'pairing_codes')
    .addColumn('code_hash', 'text', key)
    .addColumn('kiosk_name', 'text', caseless)
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('expires_at', 'text', required)
    .addColumn('failed_tries', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

async function createEnvoyInstalls(db: Kysely<unknown>): Promise<void> {
  await table(db, 'envoy_installs')
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
  await table(db, 'outbox')
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
