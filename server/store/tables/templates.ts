import type { Db } from '../schema.ts';

interface NewTemplate {
  personId: string;
  model: string;
  ciphertext: Buffer;
  source: string;
  createdAt: Date;
}

interface EncryptedTemplate {
  id: number;
  personId: string;
  ciphertext: Buffer;
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

/** The numbers of a model's templates and whose they are, a page at a time in the order of the numbers. */
export async function templateIdsAfter(
  db: Db,
  model: string,
  afterId: number,
  limit: number,
): Promise<{ id: number; personId: string }[]> {
  return db
    .selectFrom('templates')
    .select(['id', 'person_id as personId'])
    .where('model', '=', model)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function templatesByIds(db: Db, ids: readonly number[]): Promise<EncryptedTemplate[]> {
  return db
    .selectFrom('templates')
    .select(['id', 'person_id as personId', 'ciphertext'])
    .where('id', 'in', ids)
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
