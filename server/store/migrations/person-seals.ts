import type { Kysely } from 'kysely';
import { bytes, keyPartOf, required, table } from '../first-schema/columns.ts';

/** What binds who somebody is to their templates. It takes the key, so the first start with it fills this. */
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
