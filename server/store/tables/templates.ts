import type { Db } from '../schema.ts';

interface NewTemplate {
  personId: string;
  model: string;
  ciphertext: Buffer;
  source: string;
  createdAt: Date;
}

interface EncryptedTemplate {
  personId: string;
  ciphertext: Buffer;
  /** ISO 8601. */
  createdAt: string;
}

export async function insertTemplate(db: Db, template: NewTemplate): Promise<void> {
  await db
    .insertInto('templates')
    .values({
      person_id: template.personId,
      model: template.model,
      ciphertext: template.ciphertext,
      source: template.source,
      created_at: template.createdAt.toISOString(),
    })
    .execute();
}

/** The templates of the model of all these people, in the order in which they were added. */
export async function templatesOf(
  db: Db,
  model: string,
  personIds: readonly string[],
): Promise<EncryptedTemplate[]> {
  if (personIds.length === 0) return [];
  return db
    .selectFrom('templates')
    .select(['person_id as personId', 'ciphertext', 'created_at as createdAt'])
    .where('model', '=', model)
    .where('person_id', 'in', personIds)
    .orderBy('id')
    .execute();
}

export async function templatesOfPerson(
  db: Db,
  personId: string,
): Promise<(NewTemplate & { id: number })[]> {
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    model: row.model,
    ciphertext: row.ciphertext,
    source: row.source,
    createdAt: new Date(row.created_at),
  }));
}
