import { sql, type Kysely } from 'kysely';
import {
  bytes,
  index,
  key,
  notBlank,
  partOf,
  required,
  rowNumber,
  createTable,
} from '../first-schema/columns.ts';

/** The log of who changed, fused templates, looks of names, and locations of people. */
export async function createPeopleChanges(db: Kysely<unknown>): Promise<void> {
  // Without a reference to people: that someone was erased has to be read from it.
  await createTable(db, 'people_changes')
    .addColumn('revision', 'integer', key)
    .addColumn('person_id', 'text')
    .execute();

  await createTable(db, 'fused_templates')
    .addColumn('id', 'integer', rowNumber)
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('model', 'text', required)
    .addColumn('ciphertext', bytes)
    .addUniqueConstraint('fused_templates_once_a_model', ['person_id', 'model'])
    .execute();
  await index(db, 'fused_templates_by_model', 'fused_templates', ['model', 'id']);
  const outdated = db.schema.createIndex('fused_templates_outdated').on('fused_templates');
  await outdated.columns(['model', 'id']).where(sql.ref('ciphertext'), 'is', null).execute();

  await createTable(db, 'person_looks')
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('look', 'text', required)
    .addPrimaryKeyConstraint('person_looks_key', ['person_id', 'look'])
    .execute();
  await index(db, 'person_looks_by_look', 'person_looks', ['look', 'person_id']);

  await createTable(db, 'person_locations')
    .addColumn('person_id', 'text', partOf('people.id'))
    .addColumn('location_id', 'text', notBlank('location_id'))
    .addPrimaryKeyConstraint('person_locations_key', ['person_id', 'location_id'])
    .execute();

  await takeInEverybody(db.withTables<Tables>());
}

/** By the names that they have in the database: what a migration does never changes. */
type Tables = {
  people: { id: string };
  templates: { person_id: string; model: string };
  fused_templates: { person_id: string; model: string };
  person_looks: { person_id: string; look: string };
};

/** Of those enrolled so far nothing is worked out yet: it takes the key, and what letters look like. */
async function takeInEverybody(db: Kysely<Tables>): Promise<void> {
  await db
    .insertInto('fused_templates')
    .columns(['person_id', 'model'])
    .expression(db.selectFrom('templates').select(['person_id', 'model']).distinct())
    .execute();
  await db
    .insertInto('person_looks')
    .columns(['person_id', 'look'])
    .expression(db.selectFrom('people').select(['id', sql.lit('').as('look')]))
    .execute();
}
