import { sql } from 'kysely';
import { sqlDialectOf, changeRows, deleteRows, findRow, hadEffect } from '#database';
import type { Db, PeopleTable } from '../schema.ts';
import { storedLooks } from '#name-matching';

/** An enrolled person. */
export type PersonRow = PeopleTable;

export async function insertPerson(db: Db, person: PersonRow): Promise<void> {
  await db.insertInto('people').values(person).execute();
  await putLooks(db, person);
}

/** Replaces all columns of the person except the id. */
export async function updatePerson(db: Db, person: PersonRow): Promise<void> {
  await changeRows(db, 'people', { id: person.id }, person);
  await putLooks(db, person);
}

/** Limits an enrolment to this time, unless it ends earlier. Returns false when nothing changed. */
export async function endEnrolmentAt(db: Db, id: string, expiresAt: Date): Promise<boolean> {
  return db
    .updateTable('people')
    .set({ expiresAt })
    .where('id', '=', id)
    .where((person) =>
      person.or([person('expiresAt', 'is', null), person('expiresAt', '>', expiresAt)]),
    )
    .$call(hadEffect);
}

/** Erases the person with their templates. The database empties references in sign-ins. */
export async function deletePerson(db: Db, id: string): Promise<boolean> {
  return deleteRows(db, 'people', { id });
}

export async function findPerson(db: Db, id: string): Promise<PersonRow | undefined> {
  return findRow(db, 'people', { id });
}

/** Everybody who matches any of these; null matches nobody. */
export async function findPeople(
  db: Db,
  by: {
    id?: string | null;
    nameFolded?: string | null;
    emailFolded?: string | null;
    employeeId?: string | null;
  },
) {
  return db
    .selectFrom('people')
    .selectAll()
    .where((person) =>
      person.or([
        person('id', '=', by.id ?? null),
        person('nameFolded', '=', by.nameFolded ?? null),
        person('emailFolded', '=', by.emailFolded ?? null),
        person('employeeId', '=', by.employeeId ?? null),
      ]),
    )
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}

/** Selects a person's number of templates of the model, as a column of a query. */
export function templateCount(db: Db, model: string) {
  return db
    .selectFrom('templates')
    .select(sql<number>`count(*)`.as('count'))
    .whereRef('templates.personId', '=', sql.ref('people.id'))
    .where('model', '=', model)
    .as('templates');
}

/** All people by name, with their number of templates of the model. */
export async function listPeople(
  db: Db,
  model: string,
): Promise<(PersonRow & { templates: number })[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .select(templateCount(db, model))
    .orderBy('nameFolded')
    .orderBy('createdAt')
    .execute();
  return rows.map(({ templates, ...row }) => ({ ...row, templates: templates ?? 0 }));
}

/**
 * Returns those of these people who are enrolled. @param isLocked makes other calls with it wait until this
 * transaction ends
 */
export async function enrolledOf(
  transaction: Db,
  ids: readonly string[],
  { isLocked }: { isLocked: boolean },
): Promise<string[]> {
  const { lockRows } = sqlDialectOf(transaction);
  const { rows } = await sql<{ id: string }>`
    select id from people where id in (${sql.join(ids)}) order by id ${isLocked ? lockRows : sql``}`.execute(
    transaction,
  );
  return rows.map(({ id }) => id);
}

export async function countPeople(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('people')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * A number that grows with every change of people or templates by any process (triggers count). A process compares
 * it before it uses its copy in memory.
 */
export async function peopleRevision(db: Db): Promise<number> {
  const row = await db.selectFrom('people_revision').select('revision').executeTakeFirstOrThrow();
  return row.revision;
}

/** Returns a check for a later transaction: are people, templates and consents unchanged? */
export async function peopleCurrencyCheck(db: Db): Promise<(later: Db) => Promise<boolean>> {
  const now = await peopleRevision(db);
  return async (later) => (await peopleRevision(later)) === now;
}

/** Marks a name whose looks are not computed yet. A trigger writes it. */
const pending = '';

interface Named {
  id: string;
  name: string;
}

/** Computes the looks of the person's name if they are missing. */
export async function putLooks(db: Db, { id, name }: Named): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('person_looks')
    .where('personId', '=', id)
    .where('look', '=', pending)
    .executeTakeFirst();
  const looks = [...storedLooks(name)];
  if (numDeletedRows === 0n || looks.length === 0) return;
  const rows = looks.map((look) => ({ personId: id, look }));
  await db.insertInto('person_looks').values(rows).execute();
}

/** People without computed looks, in the order of their ids. */
export async function peopleWithoutLooks(db: Db, afterId: string, limit: number): Promise<Named[]> {
  return db
    .selectFrom('person_looks')
    .innerJoin('people', 'people.id', 'person_looks.personId')
    .select(['people.id', 'people.name'])
    .where('look', '=', pending)
    .where('people.id', '>', afterId)
    .orderBy('people.id')
    .limit(limit)
    .execute();
}
