import { bytes, createTable, index, key, partOf, notNull, rowNumber } from '#database';
import { rowsChannel } from './instance-schema.ts';
import { sql, type Kysely, type RawBuilder } from 'kysely';

/** See instance-schema.ts. On SQLite these tables stay empty. */
export async function createInstanceTables(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'instances')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', notNull)
    .addColumn('version', 'text', notNull)
    .addColumn('protocol', 'integer', notNull)
    .addColumn('policy', 'text')
    .addColumn('address', 'text')
    .addColumn('desk_pages', 'integer', notNull)
    .addColumn('started_ms', 'integer', notNull)
    .addColumn('beat_ms', 'integer', notNull)
    .addColumn('address_hash', 'text')
    .execute();
  await createTable(db, 'instance_kiosks')
    .addColumn('kiosk_id', 'text', partOf('kiosks.id'))
    .addColumn('instance_id', 'text', partOf('instances.id'))
    .addColumn('camera', 'text', notNull)
    .addColumn('busy', 'integer', notNull)
    .addColumn('page', 'integer', notNull)
    .addColumn('has_reader', 'integer', notNull)
    .addPrimaryKeyConstraint('instance_kiosks_once', ['kiosk_id', 'instance_id'])
    .execute();
  await createTable(db, 'shared_work')
    .addColumn('id', 'text', key)
    .addColumn('kind', 'text', notNull)
    .addColumn('asker', 'text', notNull)
    .addColumn('runner', 'text', notNull)
    .addColumn('contents', bytes)
    .addColumn('shown', bytes)
    .addColumn('ending', 'text')
    .addColumn('asked_ms', 'integer', notNull)
    .addColumn('until_ms', 'integer', notNull)
    .addColumn('kiosk_id', 'text')
    .addColumn('job_id', 'text')
    // Erasing a person removes their rows at once.
    .addColumn('person_id', 'text', (column) => column.references('people.id').onDelete('cascade'))
    .execute();
  // At most one open enrolment per screen and per card, over all instances.
  for (const column of ['kiosk_id', 'job_id'] as const) {
    const name = `shared_work_by_${column}`;
    const only = db.schema.createIndex(name).on('shared_work');
    await only.column(column).unique().where(sql.ref('ending'), 'is', null).execute();
  }
  await index(db, 'shared_work_by_person', 'shared_work', ['person_id']);
  await createTable(db, 'running_tries')
    .addColumn('number', 'integer', rowNumber)
    .addColumn('job_id', 'text', partOf('shared_work.id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('asked', 'integer')
    .addUniqueConstraint('running_tries_once_a_job', ['person_id', 'job_id'])
    .execute();
  await index(db, 'running_tries_by_job', 'running_tries', ['job_id']);
}

/** Notifies the instances of ids only. Each instance reads the row: a notice carries no data. */
export const instanceTriggers: readonly RawBuilder<unknown>[] = [
  sql`create function tell_job_id() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        perform pg_notify(${sql.lit(rowsChannel)}, tg_argv[0] || ' ' || old.job_id);
      else
        perform pg_notify(${sql.lit(rowsChannel)}, tg_argv[0] || ' ' || new.job_id);
      end if;
      return null;
    end $$`,
  sql`create function tell_id() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name || ' ' || old.id);
      else
        perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name || ' ' || new.id);
      end if;
      return null;
    end $$`,
  sql`create function tell_table() returns trigger language plpgsql as $$
    begin
      perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name);
      return null;
    end $$`,
  sql`create trigger sign_ins_told after insert or update of verdict on sign_ins
    for each row execute function tell_job_id('sign_ins')`,
  sql`create trigger desk_cards_told after insert or update or delete on desk_cards
    for each row execute function tell_job_id('desk_cards')`,
  sql`create trigger shared_work_told after insert or update or delete on shared_work
    for each row execute function tell_id()`,
  ...[
    'instances',
    'instance_kiosks',
    'people_revision',
    'watchlist_revisions',
    'envoy_installs',
  ].map((name) => {
    // Heartbeats change a row every second, and must not notify anybody.
    const change =
      name === 'instances'
        ? 'insert or delete or update of desk_pages'
        : 'insert or update or delete';
    return sql`create trigger ${sql.ref(`${name}_told`)} after ${sql.raw(change)}
        on ${sql.table(name)} for each statement execute function tell_table()`;
  }),
];
