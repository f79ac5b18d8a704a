import { sql, type Kysely } from 'kysely';
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
  rowNumber,
  createTable,
  unique,
} from './columns.ts';

/** Who is enrolled, and who is never to be. */
export async function createPeopleTables(db: Kysely<unknown>): Promise<void> {
  await createPeople(db);
  await createTemplates(db);
  await createResemblances(db);
  await createConsents(db);
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'people')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', required)
    .addColumn('name_folded', 'text', required)
    .addColumn('email', 'text')
    .addColumn('email_folded', 'text', unique)
    .addColumn('employee_id', 'text', unique)
    .addColumn('consent', 'text', notBlank('consent'))
    .addColumn('consent_at', 'text', required)
    .addColumn('created_at', 'text', required)
    .addColumn('expires_at', 'text')
    .execute();
  await index(db, 'people_by_name', 'people', ['name_folded']);

  await createTable(db, 'people_revision').addColumn('revision', 'integer', required).execute();
  await db
    .withTables<{ people_revision: { revision: number } }>()
    .insertInto('people_revision')
    .values({ revision: 0 })
    .execute();

  // Apart from the sign-ins, whose own retention may be shorter.
  await createTable(db, 'person_uses')
    .addColumn('person_id', 'text', keyPartOf('people.id'))
    .addColumn('approved_at', 'text', required)
    .execute();

  await createTable(db, 'opt_outs')
    .addColumn('id', 'text', key)
    .addColumn('kind', 'text', oneOf('kind', 'name', 'email', 'employee_id'))
    .addColumn('key_check', 'text', required)
    .addColumn('hash', 'text', requiredAndUnique)
    .addColumn('added_at', 'text', required)
    .addColumn('added_by', 'text', required)
    .execute();

  await createTable(db, 'erasures')
    .addColumn('person_id', 'text', key)
    .addColumn('erased_at', 'text', required)
    .execute();
}

async function createTemplates(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'templates')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('model', 'text', required)
    .addColumn('ciphertext', bytes, required)
    .addColumn('source', 'text', required)
    .addColumn('created_at', 'text', required)
    .execute();
  await index(db, 'templates_by_person', 'templates', ['person_id', 'model']);
  await index(db, 'templates_by_model', 'templates', ['model', 'id']);

  await createTable(db, 'template_keys')
    .addColumn('version', 'integer', key)
    .addColumn('check_value', bytes, required)
    .addColumn('transform_check', bytes, required)
    .addColumn('since', 'text', required)
    .execute();
}

async function createResemblances(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'lookalikes')
    .addColumn('person_a', 'text', partOf('people.id'))
    .addColumn('person_b', 'text', partOf('people.id'))
    .addColumn('model', 'text', required)
    .addColumn('threshold', 'real', (column) =>
      column.notNull().check(sql`threshold > 0 and threshold <= 1`),
    )
    .addColumn('created_at', 'text', required)
    .addPrimaryKeyConstraint('lookalikes_key', ['person_a', 'person_b', 'model'])
    .addCheckConstraint('lookalikes_in_order', sql`person_a < person_b`)
    .execute();
  await createTable(db, 'same_people')
    .addColumn('person_a', 'text', partOf('people.id'))
    .addColumn('person_b', 'text', partOf('people.id'))
    .addColumn('created_at', 'text', required)
    .addPrimaryKeyConstraint('same_people_key', ['person_a', 'person_b'])
    .addCheckConstraint('same_people_in_order', sql`person_a < person_b`)
    .execute();
  for (const pairs of ['lookalikes', 'same_people']) {
    await index(db, `${pairs}_by_second`, pairs, ['person_b']);
  }
}

async function createConsents(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'consent_texts')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('version', 'text', requiredAndUnique)
    .addColumn('sha256', 'text', required)
    .addColumn('text', 'text', required)
    .addColumn('published_at', 'text', required)
    .execute();
  await createTable(db, 'consents')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('text_version', 'text')
    .addColumn('text_sha256', 'text')
    .addColumn('statement', 'text', notBlank('statement'))
    .addColumn('given', 'text', oneOf('given', 'desk', 'paper', 'screen', 'unspecified'))
    .addColumn('purpose', 'text', required)
    .addColumn('given_at', 'text', required)
    .addColumn('recorded_by', 'text', required)
    .addColumn('expires_at', 'text')
    .addColumn('withdrawn_at', 'text')
    .execute();
  await index(db, 'consents_by_person', 'consents', ['person_id', 'id']);
}

/** Who is expected, and by which of Envoy's profiles enrolled people were seen. */
export async function createArrivalTables(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'expected_visits')
    .addColumn('invite_id', 'text', key)
    .addColumn('person_id', 'text')
    .addColumn('contents', bytes)
    .addColumn('expected_at', 'text', required)
    .addColumn('day', 'text', required)
    .addColumn('arrived', 'integer', oneOf('arrived', 0, 1))
    .addColumn('removed', 'integer', oneOf('removed', 0, 1))
    .addColumn('job_id', 'text', (column) =>
      column.references('sign_ins.job_id').onDelete('set null'),
    )
    .addColumn('updated_at', 'text', required)
    .execute();
  await index(db, 'expected_visits_by_day', 'expected_visits', ['day', 'expected_at']);
  await index(db, 'expected_visits_by_person', 'expected_visits', ['person_id']);
  await index(db, 'expected_visits_by_job', 'expected_visits', ['job_id']);

  await createTable(db, 'visitor_profiles')
    .addColumn('profile_id', 'text', key)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('job_id', 'text', required)
    .addColumn('learnt_at', 'text', required)
    .execute();
  await index(db, 'visitor_profiles_by_person', 'visitor_profiles', ['person_id']);
}
