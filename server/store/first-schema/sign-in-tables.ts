import { bytes, index, key, oneOf, partOf, notNull, createTable } from '#database';
import type { Kysely } from 'kysely';

/** Makes the tables of sign-ins, expected visits and messages about them. */
export async function createSignInTables(db: Kysely<unknown>): Promise<void> {
  await createSignIns(db);
  await createExpectedVisits(db);
  await createOutbox(db);
}

async function createSignIns(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'sign_ins')
    .addColumn('job_id', 'text', key)
    .addColumn('entry_id', 'text')
    .addColumn('kind', 'text', notNull)
    .addColumn('claimed_person_id', 'text', (column) =>
      column.references('people.id').onDelete('set null'),
    )
    .addColumn('verdict', 'text', notNull)
    .addColumn('reason', 'text', notNull)
    .addColumn('check_name', 'text')
    .addColumn('note', 'text')
    .addColumn('engine', 'text')
    .addColumn('model', 'text')
    .addColumn('challenge_failed', 'integer')
    .addColumn('tried', 'text')
    .addColumn('frames', 'integer')
    .addColumn('usable_frames', 'integer')
    .addColumn('score', 'real')
    .addColumn('room_agreement', 'real')
    .addColumn('light_agreement', 'real')
    .addColumn('challenge_excused', 'integer')
    .addColumn('hits', 'text')
    .addColumn('received_at', 'text', notNull)
    .addColumn('decided_at', 'text', notNull)
    .addColumn('signed_out_at', 'text')
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('flow', 'text')
    .addColumn('policy_rule', 'text')
    .execute();
  await index(db, 'sign_ins_by_person', 'sign_ins', ['claimed_person_id']);
  await index(db, 'sign_ins_by_time', 'sign_ins', ['received_at']);
  await index(db, 'sign_ins_by_entry', 'sign_ins', ['entry_id']);

  await createTable(db, 'sign_in_checks')
    .addColumn('job_id', 'text', partOf('sign_ins.job_id'))
    .addColumn('position', 'integer', notNull)
    .addColumn('check_name', 'text', notNull)
    .addColumn('passed', 'integer', oneOf('passed', 0, 1))
    .addColumn('reason', 'text', notNull)
    .addColumn('note', 'text')
    .addColumn('milliseconds', 'integer', notNull)
    .addPrimaryKeyConstraint('sign_in_checks_key', ['job_id', 'position'])
    .execute();
}

async function createExpectedVisits(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'expected_visits')
    .addColumn('invite_id', 'text', key)
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('expected_at', 'text', notNull)
    .addColumn('day', 'text', notNull)
    .addColumn('arrived', 'integer', oneOf('arrived', 0, 1))
    .addColumn('removed', 'integer', oneOf('removed', 0, 1))
    .addColumn('job_id', 'text', (column) =>
      column.references('sign_ins.job_id').onDelete('set null'),
    )
    .addColumn('updated_at', 'text', notNull)
    .execute();
  await index(db, 'expected_visits_by_day', 'expected_visits', ['day', 'expected_at']);
  await index(db, 'expected_visits_by_person', 'expected_visits', ['person_id']);
  await index(db, 'expected_visits_by_job', 'expected_visits', ['job_id']);
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'outbox')
    .addColumn('id', 'text', key)
    .addColumn('about', 'text', notNull)
    .addColumn('channel', 'text', notNull)
    .addColumn('kind', 'text', notNull)
    .addColumn('subject', 'text')
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('state', 'text', oneOf('state', 'waiting', 'sent', 'given_up', 'forgotten'))
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('last_fault', 'text')
    .addColumn('sender', 'text')
    .addColumn('leased_until', 'text')
    .addColumn('due_at', 'text', notNull)
    .addColumn('give_up_at', 'text', notNull)
    .addColumn('created_at', 'text', notNull)
    .addColumn('ended_at', 'text')
    .addUniqueConstraint('outbox_once_a_channel', ['about', 'channel'])
    .execute();
  await index(db, 'outbox_by_due', 'outbox', ['state', 'channel', 'due_at']);
  await index(db, 'outbox_by_subject', 'outbox', ['subject']);
  await index(db, 'outbox_by_person', 'outbox', ['person_id']);
}
