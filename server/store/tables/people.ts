import { sql, type Selectable } from 'kysely';
import type { Db, PeopleTable } from '../schema.ts';

/** Somebody enrolled. The folded forms are what names and e-mails are compared by. */
export interface PersonRow {
  id: string;
  name: string;
  nameFolded: string;
  email: string | null;
  /** No two people share one. */
  emailFolded: string | null;
  /** No two people share one. */
  employeeId: string | null;
  /** Never blank. */
  consent: string;
  consentAt: Date;
  createdAt: Date;
  expiresAt: Date | null;
}

export async function insertPerson(db: Db, person: PersonRow): Promise<void> {
  await db.insertInto('people').values(toRow(person)).execute();
}

/** Replaces everything of the person but the id. */
export async function updatePerson(db: Db, person: PersonRow): Promise<void> {
  await db.updateTable('people').set(toRow(person)).where('id', '=', person.id).execute();
}

/** Erases the person and, with them, their templates; sign-ins forget whose they were. */
export async function deletePerson(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom('people').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function findPerson(db: Db, id: string): Promise<PersonRow | undefined> {
  const row = await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** Everybody whom any of these means; null means nobody. */
export async function findPeople(
  db: Db,
  by: {
    id?: string | null;
    nameFolded?: string | null;
    emailFolded?: string | null;
    employeeId?: string | null;
  },
): Promise<PersonRow[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where((person) =>
      person.or([
        person('id', '=', by.id ?? null),
        person('name_folded', '=', by.nameFolded ?? null),
        person('email_folded', '=', by.emailFolded ?? null),
        person('employee_id', '=', by.employeeId ?? null),
      ]),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

/** People in the order of their ids, a page at a time. */
export async function peopleAfter(db: Db, afterId: string, limit: number): Promise<PersonRow[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** Everybody by name, with the number of templates that each has of the model. */
export async function listPeople(
  db: Db,
  model: string,
): Promise<(PersonRow & { templates: number })[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .select((person) =>
      person
        .selectFrom('templates')
        .select(sql<number>`count(*)`.as('count'))
        .whereRef('templates.person_id', '=', 'people.id')
        .where('model', '=', model)
        .as('templates'),
    )
    .orderBy('name_folded')
    .orderBy('created_at')
    .execute();
  return rows.map((row) => ({ ...fromRow(row), templates: row.templates ?? 0 }));
}

function toRow(person: PersonRow): PeopleTable {
  return {
    id: person.id,
    name: person.name,
    name_folded: person.nameFolded,
    email: person.email,
    email_folded: person.emailFolded,
    employee_id: person.employeeId,
    consent: person.consent,
    consent_at: person.consentAt.toISOString(),
    created_at: person.createdAt.toISOString(),
    expires_at: person.expiresAt?.toISOString() ?? null,
  };
}

function fromRow(row: Selectable<PeopleTable>): PersonRow {
  return {
    id: row.id,
    name: row.name,
    nameFolded: row.name_folded,
    email: row.email,
    emailFolded: row.email_folded,
    employeeId: row.employee_id,
    consent: row.consent,
    consentAt: new Date(row.consent_at),
    createdAt: new Date(row.created_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
  };
}

export async function countPeople(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('people')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * A number that grows with every change to people or templates, whichever process makes it
 * (triggers count). Whoever keeps a copy in memory compares it before trusting the copy.
 */
export async function peopleRevision(db: Db): Promise<number> {
  const row = await db.selectFrom('people_revision').select('revision').executeTakeFirstOrThrow();
  return row.revision;
}
