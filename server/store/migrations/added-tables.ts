import { sql, type Kysely, type RawBuilder } from 'kysely';
import {
  bytes,
  index,
  keyPartOf,
  oneOf,
  partOf,
  required,
  rowNumber,
  createTable,
  key,
} from '../first-schema/columns.ts';
import { rowsChannel } from '../sessions.ts';

/** What the front desk says of a face that was compared. */
export async function createCorrections(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'corrections')
    .addColumn('job_id', 'text', keyPartOf('sign_ins.job_id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('said', 'text', oneOf('said', 'right_person', 'somebody_else'))
    .addColumn('account_id', 'text', required)
    .addColumn('said_at', 'text', required)
    .execute();
  await index(db, 'corrections_by_person', 'corrections', ['person_id']);
}

/** What binds who someone is to their templates. It takes the key, so the first start with it fills this. */
export async function createPersonSeals(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'person_seals')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('seal', bytes, required)
    .execute();
  await createTable(db, 'people_sealed').addColumn('since', 'text', required).execute();
  // What was added later counts less than it did: all are fused again.
  await db
    .withTables<{ fused_templates: { ciphertext: Buffer | null } }>()
    .updateTable('fused_templates')
    .set({ ciphertext: null })
    .execute();
}

/** How a held visit ended. */
export async function createOutcomes(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('desk_cards').addColumn('outcome', 'text').execute();
}

/** Which cards are of one visit. */
export async function createVisits(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('desk_cards').addColumn('first_job_id', 'text').execute();
  await index(db, 'desk_cards_by_visit', 'desk_cards', ['first_job_id']);
}

/** What the desk calls places of which Envoy tells numbers only. */
export async function createPlaceNames(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'place_names')
    .addColumn('location_id', 'text', key)
    .addColumn('name', 'text', required)
    .execute();
}

/** The text that people agree to, in further languages. */
export async function createConsentLanguages(db: Kysely<unknown>): Promise<void> {
  for (const name of ['consent_texts', 'consents']) {
    await db.schema.alterTable(name).addColumn('language', 'text').execute();
  }
  await createTable(db, 'consent_translations')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('of_sha256', 'text', required)
    .addColumn('language', 'text', required)
    .addColumn('sha256', 'text', required)
    .addColumn('text', 'text', required)
    .addColumn('published_at', 'text', required)
    .addUniqueConstraint('consent_translations_once', ['of_sha256', 'language'])
    .execute();
}

/** Who tries to be whom at this moment, at all instances. Goes with the sign-in's row in `held_jobs`. */
export async function createRunningTries(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'running_tries')
    .addColumn('number', 'integer', rowNumber)
    .addColumn('job_id', 'text', partOf('held_jobs.job_id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addUniqueConstraint('running_tries_once_a_job', ['person_id', 'job_id'])
    .execute();
  await index(db, 'running_tries_by_job', 'running_tries', ['job_id']);
}

/** People are found by what each word of their names looks like, too: all looks are worked out again. */
export async function renewLooks(db: Kysely<unknown>): Promise<void> {
  const tables = db.withTables<Tables>();
  await tables.deleteFrom('person_looks').execute();
  await tables
    .insertInto('person_looks')
    .columns(['person_id', 'look'])
    .expression(tables.selectFrom('people').select(['id', sql.lit('').as('look')]))
    .execute();
}

type Tables = {
  people: { id: string };
  person_looks: { person_id: string; look: string };
};

/** See instance-schema.ts. On SQLite it stays empty. */
export async function createScreenEnrolments(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'screen_enrolments')
    .addColumn('id', 'text', key)
    .addColumn('kiosk_id', 'text', required)
    .addColumn('job_id', 'text')
    // Erased people are gone from here at once.
    .addColumn('person_id', 'text', (column) => column.references('people.id').onDelete('cascade'))
    .addColumn('asker', 'text', required)
    .addColumn('runner', 'text', required)
    .addColumn('contents', bytes)
    .addColumn('shown', bytes, required)
    .addColumn('ending', 'text')
    .addColumn('asked_ms', 'integer', required)
    .addColumn('ended_ms', 'integer')
    .execute();
  // One at a time, over all instances.
  for (const column of ['kiosk_id', 'job_id'] as const) {
    const name = `screen_enrolments_by_${column}`;
    const only = db.schema.createIndex(name).on('screen_enrolments');
    await only.column(column).unique().where(sql.ref('ending'), 'is', null).execute();
  }
  await index(db, 'screen_enrolments_by_person', 'screen_enrolments', ['person_id']);
}

/** As those of instance-tables.ts; and tells of what the desks show of a sign-in that is looked at. */
export const screenEnrolmentTriggers: readonly RawBuilder<unknown>[] = [
  sql`create function tell_id() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name || ' ' || old.id);
      else
        perform pg_notify(${sql.lit(rowsChannel)}, tg_table_name || ' ' || new.id);
      end if;
      return null;
    end $$`,
  sql`create function tell_shown() returns trigger language plpgsql as $$
    begin
      perform pg_notify(${sql.lit(rowsChannel)}, 'held_shown');
      return null;
    end $$`,
  sql`create trigger screen_enrolments_told after insert or update or delete on screen_enrolments
    for each row execute function tell_id()`,
  sql`create trigger held_shown_told after update of shown on held_jobs
    for each statement execute function tell_shown()`,
];

/**
 * One table that replaces `held_jobs`, `desk_rings` and `screen_enrolments`, whose rows lived for seconds. See
 * instance-schema.ts. On SQLite it stays empty.
 */
export async function createSharedWork(db: Kysely<unknown>): Promise<void> {
  for (const name of ['running_tries', 'held_jobs', 'desk_rings', 'screen_enrolments']) {
    await db.schema.dropTable(name).execute();
  }
  await createTable(db, 'shared_work')
    .addColumn('id', 'text', key)
    .addColumn('kind', 'text', required)
    .addColumn('asker', 'text', required)
    .addColumn('runner', 'text', required)
    .addColumn('contents', bytes)
    .addColumn('shown', bytes)
    .addColumn('ending', 'text')
    .addColumn('asked_ms', 'integer', required)
    .addColumn('until_ms', 'integer', required)
    .addColumn('kiosk_id', 'text')
    .addColumn('job_id', 'text')
    // Erased people are gone from here at once.
    .addColumn('person_id', 'text', (column) => column.references('people.id').onDelete('cascade'))
    .execute();
  // One at a time, over all instances.
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

export const sharedWorkTriggers: readonly RawBuilder<unknown>[] = [
  sql`drop function tell_runner`,
  sql`drop function tell_shown`,
  sql`create trigger shared_work_told after insert or update or delete on shared_work
    for each row execute function tell_id()`,
];

/**
 * How many tries to be a person have failed since the last match, beside the person: deleting old sign-ins
 * makes nothing of it. With each sign-in, whether its person signed out since, and whether they were
 * excused from moving; with a running try, whether a question was put in it.
 */
export async function createTriesInARow(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'person_tries')
    .addColumn('person_id', 'text', (column) =>
      column.primaryKey().notNull().references('people.id').onDelete('cascade'),
    )
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('tried_at', 'text', (column) => column.notNull())
    .execute();
  const signIns = db.schema.alterTable('sign_ins');
  await signIns.addColumn('signed_out_at', 'text').execute();
  await signIns.addColumn('challenge_excused', 'integer').execute();
  await db.schema.alterTable('running_tries').addColumn('asked', 'integer').execute();
  await index(db, 'sign_ins_by_entry', 'sign_ins', ['entry_id']);
  await sql`insert into person_tries (person_id, failures, tried_at)
    select claimed_person_id,
      sum(case when tried = 'failed' and rowid > coalesce((select max(rowid) from sign_ins m
        where m.claimed_person_id = s.claimed_person_id and m.tried = 'matched'), 0) then 1 else 0 end),
      max(decided_at)
    from sign_ins s where tried is not null and claimed_person_id is not null
    group by claimed_person_id`.execute(db);
}

export const sqliteTriesInARow: readonly RawBuilder<unknown>[] = [
  sql`create trigger tries_in_a_row after insert on sign_ins
    when new.tried is not null and new.claimed_person_id is not null
    begin
      insert into person_tries (person_id, failures, tried_at)
      values (new.claimed_person_id, new.tried <> 'matched', new.decided_at)
      on conflict (person_id) do update set tried_at = excluded.tried_at,
        failures = case excluded.failures when 0 then 0 else failures + 1 end;
    end`,
];

export const postgresTriesInARow: readonly RawBuilder<unknown>[] = [
  sql`create function count_try() returns trigger language plpgsql as $$
    begin
      insert into person_tries (person_id, failures, tried_at)
      values (new.claimed_person_id, (new.tried <> 'matched')::int, new.decided_at)
      on conflict (person_id) do update set tried_at = excluded.tried_at,
        failures = case excluded.failures when 0 then 0 else person_tries.failures + 1 end;
      return null;
    end $$`,
  sql`create trigger tries_in_a_row after insert on sign_ins for each row
    when (new.tried is not null and new.claimed_person_id is not null)
    execute function count_try()`,
];

/** Who at the desk is with a visitor, and the place whose visitors an account is shown. */
export async function createPresence(db: Kysely<unknown>): Promise<void> {
  const cards = db.schema.alterTable('desk_cards');
  await cards.addColumn('with_by', 'text').execute();
  await cards.addColumn('with_at', 'text').execute();
  await db.schema.alterTable('desk_accounts').addColumn('place', 'text').execute();
}

/** The entries of watchlists for which a sign-in was held. */
export async function addSignInHits(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sign_ins').addColumn('hits', 'text').execute();
}

/** What authenticator apps make codes of. */
export async function createPersonalCodes(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'personal_codes')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('code_id', 'text', required)
    .addColumn('secret', bytes, required)
    .addColumn('set_up_at', 'text', required)
    .addColumn('used_step', 'integer', required)
    .execute();
}

/** The language that an account of the desk chose for the page. */
export async function createDeskLanguage(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('desk_accounts').addColumn('language', 'text').execute();
}

/** See list-schema.ts. */
export async function createCscaLists(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'csca_lists')
    .addColumn('publisher', 'text', key)
    .addColumn('sha256', 'text', required)
    .addColumn('authority', 'text', required)
    .addColumn('authorities', 'integer', required)
    .addColumn('signer_until', 'text', required)
    .addColumn('imported_at', 'text', required)
    .addColumn('content', bytes, required)
    .addColumn('seal', bytes, required)
    .execute();
}
