import { sql, type Kysely } from 'kysely';
import {
  bytes,
  key,
  keyPartOf,
  oneOf,
  partOf,
  required,
  rowNumber,
  table,
} from '../first-schema/columns.ts';

/** What the front desk says of a face that was compared. */
export async function createCorrections(db: Kysely<unknown>): Promise<void> {
  await table(db, 'corrections')
    .addColumn('job_id', 'text', keyPartOf('sign_ins.job_id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('said', 'text', oneOf('said', 'right_person', 'somebody_else'))
    .addColumn('account_id', 'text', required)
    .addColumn('said_at', 'text', required)
    .execute();
  const index = db.schema.createIndex('corrections_by_person').on('corrections');
  await index.column('person_id').execute();
}

/** What binds who someone is to their templates. It takes the key, so the first start with it fills this. */
export async function createPersonSeals(db: Kysely<unknown>): Promise<void> {
  await table(db, 'person_seals')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('seal', bytes, required)
    .execute();
  await table(db, 'people_sealed').addColumn('since', 'text', required).execute();
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
  const index = db.schema.createIndex('desk_cards_by_visit').on('desk_cards');
  await index.column('first_job_id').execute();
}

/** What the desk calls places of which Envoy tells numbers only. */
export async function createPlaceNames(db: Kysely<unknown>): Promise<void> {
  await table(db, 'place_names')
    .addColumn('location_id', 'text', key)
    .addColumn('name', 'text', required)
    .execute();
}

/** The text that people agree to, in further languages. */
export async function createConsentLanguages(db: Kysely<unknown>): Promise<void> {
  for (const name of ['consent_texts', 'consents']) {
    await db.schema.alterTable(name).addColumn('language', 'text').execute();
  }
  await table(db, 'consent_translations')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('of_sha256', 'text', required)
    .addColumn('language', 'text', required)
    .addColumn('sha256', 'text', required)
    .addColumn('text', 'text', required)
    .addColumn('published_at', 'text', required)
    .addUniqueConstraint('consent_translations_once', ['of_sha256', 'language'])
    .execute();
}

/** Which cameras a lobby screen has. Those of screens that were paired before are recorded when they are used. */
export async function createPairedCameras(db: Kysely<unknown>): Promise<void> {
  for (const column of ['cameras', 'cameras_seen']) {
    await db.schema.alterTable('kiosks').addColumn(column, 'text').execute();
  }
}

/** Who tries to be whom at this moment, at all instances. Goes with the sign-in's row in `held_jobs`. */
export async function createRunningTries(db: Kysely<unknown>): Promise<void> {
  await table(db, 'running_tries')
    .addColumn('number', 'integer', rowNumber)
    .addColumn('job_id', 'text', partOf('held_jobs.job_id'))
    .addColumn('person_id', 'text', partOf('people.id'))
    .addUniqueConstraint('running_tries_once_a_job', ['person_id', 'job_id'])
    .execute();
  const index = db.schema.createIndex('running_tries_by_job').on('running_tries');
  await index.column('job_id').execute();
}

export async function createWatchlistReadings(db: Kysely<unknown>): Promise<void> {
  await table(db, 'watchlist_readings')
    .addColumn('list_id', 'integer', partOf('watchlists.id'))
    .addColumn('part', 'integer', required)
    .addColumn('made_by', 'text', required)
    .addColumn('content', 'text', required)
    .addPrimaryKeyConstraint('watchlist_readings_key', ['list_id', 'part'])
    .execute();
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
