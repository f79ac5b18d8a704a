import type { Db } from '../schema.ts';

/** Who somebody is, the templates they have, and what was sealed of both. */
export interface SealedRow {
  id: string;
  name: string;
  nameFolded: string;
  email: string | null;
  emailFolded: string | null;
  employeeId: string | null;
  /** Null: never sealed. */
  seal: Buffer | null;
  templates: { id: number; createdAt: Date }[];
}

/** These people, in the order of their ids. */
export async function sealedPeople(db: Db, personIds: readonly string[]): Promise<SealedRow[]> {
  if (personIds.length === 0) return [];
  return withTemplates(db, await people(db).where('people.id', 'in', personIds).execute());
}

/** Everybody, so many at a time, in the order of their ids. */
export async function sealedPeopleAfter(
  db: Db,
  afterId: string,
  limit: number,
): Promise<SealedRow[]> {
  return withTemplates(
    db,
    await people(db).where('people.id', '>', afterId).limit(limit).execute(),
  );
}

function people(db: Db) {
  return db
    .selectFrom('people')
    .leftJoin('person_seals', 'person_seals.personId', 'people.id')
    .select([
      'people.id',
      'people.name',
      'people.nameFolded',
      'people.email',
      'people.emailFolded',
      'people.employeeId',
      'person_seals.seal',
    ])
    .orderBy('people.id');
}

async function withTemplates(db: Db, rows: Omit<SealedRow, 'templates'>[]): Promise<SealedRow[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const templates = await db
    .selectFrom('templates')
    .select(['id', 'personId', 'createdAt'])
    .where('personId', 'in', ids)
    .orderBy('id')
    .execute();
  const byPerson = new Map(ids.map((id) => [id, [] as SealedRow['templates']]));
  for (const { personId, ...template } of templates) byPerson.get(personId)?.push(template);
  return rows.map((row) => ({ ...row, templates: byPerson.get(row.id) ?? [] }));
}

export async function putPersonSeals(
  db: Db,
  seals: readonly { personId: string; seal: Buffer }[],
): Promise<void> {
  if (seals.length === 0) return;
  await db
    .insertInto('person_seals')
    .values(seals.map(({ personId, seal }) => ({ personId, seal })))
    .onConflict((conflict) =>
      conflict.column('personId').doUpdateSet((row) => ({ seal: row.ref('excluded.seal') })),
    )
    .execute();
}

/** Whether the database has seals at all: one that is put back for an older version has none. */
export async function knowsSeals(db: Db): Promise<boolean> {
  const tables = await db.introspection.getTables();
  return tables.some(({ name }) => name === 'people_sealed');
}

/** Whether everybody was sealed once: who has no seal since then, was put there by something else. */
export async function arePeopleSealed(db: Db): Promise<boolean> {
  return (await db.selectFrom('people_sealed').select('since').executeTakeFirst()) !== undefined;
}

export async function notePeopleSealed(db: Db): Promise<void> {
  await db.insertInto('people_sealed').values({ since: new Date() }).execute();
}
