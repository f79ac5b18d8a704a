import {
  bytes,
  index,
  key,
  keyPartOf,
  notBlank,
  oneOf,
  partOf,
  notNull,
  notNullAndUnique,
  rowNumber,
  createTable,
  unique,
} from '#database';
import { sql, type Kysely } from 'kysely';

/** Makes the tables of enrolled people and of opt-outs. */
export async function createPeopleTables(db: Kysely<unknown>): Promise<void> {
  await createPeople(db);
  await createTemplates(db);
  await createResemblances(db);
  await createConsents(db);
  await createPeopleCopies(db);
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'people')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', notNull)
    .addColumn('name_folded', 'text', notNull)
    .addColumn('email', 'text')
    .addColumn('email_folded', 'text', unique)
    .addColumn('employee_id', 'text', unique)
    .addColumn('consent', 'text', notBlank('consent'))
    .addColumn('consent_at', 'text', notNull)
    .addColumn('created_at', 'text', notNull)
    .addColumn('expires_at', 'text')
    .execute();
  await index(db, 'people_by_name', 'people', ['name_folded']);

  await createTable(db, 'people_revision').addColumn('revision', 'integer', notNull).execute();
  await db
    .withTables<{ people_revision: { revision: number } }>()
    .insertInto('people_revision')
    .values({ revision: 0 })
    .execute();

  // Separate from the sign-ins, which may have a shorter retention.
  await createTable(db, 'person_uses')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('approved_at', 'text', notNull)
    .execute();
  await createTable(db, 'person_tries')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('failures', 'integer', notNull)
    .addColumn('tried_at', 'text', notNull)
    .execute();

  // Authenticator apps compute codes from the secret.
  await createTable(db, 'personal_codes')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('code_id', 'text', notNull)
    .addColumn('secret', bytes, notNull)
    .addColumn('set_up_at', 'text', notNull)
    .addColumn('used_step', 'integer', notNull)
    .execute();

  await createTable(db, 'opt_outs')
    .addColumn('id', 'text', key)
    .addColumn('kind', 'text', oneOf('kind', 'name', 'email', 'employee_id'))
    .addColumn('key_check', 'text', notNull)
    .addColumn('hash', 'text', notNullAndUnique)
    .addColumn('added_at', 'text', notNull)
    .addColumn('added_by', 'text', notNull)
    .execute();

  await createTable(db, 'erasures')
    .addColumn('person_id', 'text', key)
    .addColumn('erased_at', 'text', notNull)
    .execute();
}

async function createTemplates(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'templates')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('model', 'text', notNull)
    .addColumn('ciphertext', bytes, notNull)
    .addColumn('source', 'text', notNull)
    .addColumn('created_at', 'text', notNull)
    .execute();
  await index(db, 'templates_by_person', 'templates', ['person_id', 'model']);
  await index(db, 'templates_by_model', 'templates', ['model', 'id']);

  await createTable(db, 'template_keys')
    .addColumn('version', 'integer', key)
    .addColumn('check_value', bytes, notNull)
    .addColumn('transform_check', bytes, notNull)
    .addColumn('since', 'text', notNull)
    .execute();

  await createTable(db, 'person_seals')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('seal', bytes, notNull)
    .execute();
}

async function createResemblances(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'lookalikes')
    .addColumn('person_a', 'text', partOf('people.id'))
    .addColumn('person_b', 'text', partOf('people.id'))
    .addColumn('model', 'text', notNull)
    .addColumn('threshold', 'real', (column) =>
      column.notNull().check(sql`threshold > 0 and threshold <= 1`),
    )
    .addColumn('created_at', 'text', notNull)
    .addPrimaryKeyConstraint('lookalikes_key', ['person_a', 'person_b', 'model'])
    .addCheckConstraint('lookalikes_in_order', sql`person_a < person_b`)
    .execute();
  await index(db, 'lookalikes_by_second', 'lookalikes', ['person_b']);
}

async function createConsents(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'consent_texts')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('version', 'text', notNullAndUnique)
    .addColumn('sha256', 'text', notNull)
    .addColumn('language', 'text')
    .addColumn('text', 'text', notNull)
    .addColumn('published_at', 'text', notNull)
    .execute();
  await createTable(db, 'consent_translations')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('of_sha256', 'text', notNull)
    .addColumn('language', 'text', notNull)
    .addColumn('sha256', 'text', notNull)
    .addColumn('text', 'text', notNull)
    .addColumn('published_at', 'text', notNull)
    .addUniqueConstraint('consent_translations_once', ['of_sha256', 'language'])
    .execute();
  await createTable(db, 'consents')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('text_version', 'text')
    .addColumn('text_sha256', 'text')
    .addColumn('language', 'text')
    .addColumn('statement', 'text', notBlank('statement'))
    .addColumn('given', 'text', oneOf('given', 'desk', 'paper', 'screen', 'unspecified'))
    .addColumn('purpose', 'text', notNull)
    .addColumn('given_at', 'text', notNull)
    .addColumn('recorded_by', 'text', notNull)
    .addColumn('expires_at', 'text')
    .addColumn('withdrawn_at', 'text')
    .execute();
  await index(db, 'consents_by_person', 'consents', ['person_id', 'id']);
}

/** Makes the log of people's changes, the fused templates and the looks of names. */
async function createPeopleCopies(db: Kysely<unknown>): Promise<void> {
  // Has no reference to people, because readers must learn of erased people from this log.
  await createTable(db, 'people_changes')
    .addColumn('revision', 'integer', key)
    .addColumn('person_id', 'text')
    .execute();

  await createTable(db, 'fused_templates')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('model', 'text', notNull)
    .addColumn('ciphertext', bytes)
    .addUniqueConstraint('fused_templates_once_a_model', ['person_id', 'model'])
    .execute();
  await index(db, 'fused_templates_by_model', 'fused_templates', ['model', 'id']);
  const outdated = db.schema.createIndex('fused_templates_outdated').on('fused_templates');
  await outdated.columns(['model', 'id']).where(sql.ref('ciphertext'), 'is', null).execute();

  await createTable(db, 'person_looks')
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('look', 'text', notNull)
    .addPrimaryKeyConstraint('person_looks_key', ['person_id', 'look'])
    .execute();
  await index(db, 'person_looks_by_look', 'person_looks', ['look', 'person_id']);
}
