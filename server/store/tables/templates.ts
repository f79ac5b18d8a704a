import type { Selectable } from 'kysely';
import type { Db, TemplatesTable } from '../schema.ts';

type TemplateRow = Selectable<TemplatesTable>;

export async function insertTemplate(db: Db, template: Omit<TemplateRow, 'id'>): Promise<void> {
  await db.insertInto('templates').values(template).execute();
}

/** The templates of the model of all these people, in the order in which they were added. */
export async function templatesOf(
  db: Db,
  model: string,
  personIds: readonly string[],
): Promise<Pick<TemplateRow, 'personId' | 'ciphertext' | 'createdAt'>[]> {
  if (personIds.length === 0) return [];
  return db
    .selectFrom('templates')
    .select(['personId', 'ciphertext', 'createdAt'])
    .where('model', '=', model)
    .where('personId', 'in', personIds)
    .orderBy('id')
    .execute();
}

export async function templatesOfPerson(db: Db, personId: string): Promise<TemplateRow[]> {
  return db
    .selectFrom('templates')
    .selectAll()
    .where('personId', '=', personId)
    .orderBy('id')
    .execute();
}
