import { sql, type Kysely, type RawBuilder } from 'kysely';
import { rowsChannel } from './sessions.ts';
import { bytes, key, keyPartOf, partOf, required, createTable } from './first-schema/columns.ts';

/** See instance-schema.ts. On SQLite they stay empty. */
export async function createInstanceTables(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'instances')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', required)
    .addColumn('version', 'text', required)
    .addColumn('protocol', 'integer', required)
    .addColumn('policy', 'text')
    .addColumn('desk_pages', 'integer', required)
    .addColumn('started_ms', 'integer', required)
    .addColumn('beat_ms', 'integer', required)
    .execute();
  await createTable(db, 'instance_kiosks')
    .addColumn('kiosk_id', 'text', keyPartOf('kiosks.id'))
    .addColumn('instance_id', 'text', partOf('instances.id'))
    .addColumn('camera', 'text', required)
    .addColumn('busy', 'integer', required)
    .execute();
  await createTable(db, 'held_jobs')
    .addColumn('job_id', 'text', key)
    .addColumn('receiver', 'text', required)
    .addColumn('runner', 'text', required)
    .addColumn('protocol', 'integer', required)
    .addColumn('contents', bytes)
    .addColumn('shown', bytes)
    .addColumn('refusal', 'text')
    .addColumn('deadline_ms', 'integer', required)
    .execute();
  await createTable(db, 'desk_rings')
    .addColumn('job_id', 'text', key)
    .addColumn('instance_id', 'text', required)
    .addColumn('contents', bytes, required)
    .addColumn('until_ms', 'integer', required)
    .addColumn('press', 'text')
    .addColumn('account_id', 'text')
    .addColumn('session_id', 'text')
    .addColumn('outcome', 'text')
    .execute();
}

/** Notifies the instances, by ids alone. Each reads the row: a notice says nothing by itself. */
export const instanceTriggers: readonly RawBuilder<unknown>[] = [
  ...['job_id', 'runner'].map(
    (column) => sql`create function ${sql.ref(`tell_${column}`)}() returns trigger
      language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          perform pg_notify(${sql.lit(rowsChannel)}, tg_argv[0] || ' ' || old.${sql.ref(column)});
        else
          perform pg_notify(${sql.lit(rowsChannel)}, tg_argv[0] || ' ' || new.${sql.ref(column)});
        end if;
        return null;
      end $$`,
  ),
  sql`create function tell_table() returns trigger language plpgsql as $$
    begin
      perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name);
      return null;
    end $$`,
  sql`create trigger held_offers_told after insert or update of contents on held_jobs for each row
    when (new.contents is not null) execute function tell_runner('held_offers')`,
  sql`create trigger held_jobs_told after insert or delete or update of runner, refusal on held_jobs
    for each row execute function tell_job_id('held_jobs')`,
  sql`create trigger sign_ins_told after insert or update of verdict on sign_ins
    for each row execute function tell_job_id('sign_ins')`,
  ...['desk_cards', 'desk_rings'].map(
    (name) => sql`create trigger ${sql.ref(`${name}_told`)} after insert or update or delete
      on ${sql.table(name)} for each row execute function tell_job_id(${sql.lit(name)})`,
  ),
  ...[
    'instances',
    'instance_kiosks',
    'people_revision',
    'watchlist_revisions',
    'envoy_installs',
  ].map((name) => {
    // Every instance beats each second, which is no news.
    const change =
      name === 'instances'
        ? 'insert or delete or update of desk_pages'
        : 'insert or update or delete';
    return sql`create trigger ${sql.ref(`${name}_told`)} after ${sql.raw(change)}
        on ${sql.table(name)} for each statement execute function tell_table()`;
  }),
];
