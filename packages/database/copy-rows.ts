import { isDeepStrictEqual } from 'node:util';
import { sql, type Kysely } from 'kysely';
import { writeCopy } from './copy-file.ts';
import type { DatabaseDefinition, Tables } from './definition.ts';
import { sqlDialectOf, type Executor } from './dialects/sql-dialect.ts';
import { DatabaseError } from './errors.ts';
import { openDatabaseFile } from './open-sqlite.ts';
import { toStoredValue } from './row-codec.ts';

const rowsAtATime = 500;

/** Whether none of the copied tables has a row. */
export async function hasNoRows({ copied, counted }: Tables, db: Executor): Promise<boolean> {
  for (const table of copied.filter((name) => !counted.includes(name))) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) return false;
  }
  return true;
}

/**
 * Copies everything into an empty database in one transaction. Compares each stored row with its original and the
 * number of rows of each table on both sides.
 * @param from a transaction that reads one moment; @param to a transaction
 * @returns the number of rows by table
 * @throws {DatabaseError} `copy_failed`
 */
export async function copyRows<DB>(
  tables: Tables,
  from: Kysely<DB>,
  to: Kysely<DB>,
  onTable: (table: string, rows: number) => void = () => {},
): Promise<Record<string, number>> {
  await expectSameTables(tables, from, to);
  const { copied, counted } = tables;
  const resume = await sqlDialectOf(to).suspendTriggers(to, copied);
  const counts: Record<string, number> = {};
  for (const table of copied) {
    if (counted.includes(table)) await sql`delete from ${sql.table(table)}`.execute(to);
    for await (const page of sqlDialectOf(from).pagesOf(from, table, rowsAtATime)) {
      await copyPage(to, table, page);
    }
    const [before, after] = [await countOf(from, table), await countOf(to, table)];
    if (before !== after) {
      throw new DatabaseError(
        'copy_failed',
        `Of ${before} rows of ${table}, ${after} arrived. Nothing was changed.`,
      );
    }
    counts[table] = after;
    onTable(table, after);
  }
  await resume();
  return counts;
}

async function copyPage(
  to: Executor,
  table: string,
  page: Record<string, unknown>[],
): Promise<void> {
  const names = Object.keys(page[0] ?? {});
  const values = page.map((row) => sql`(${sql.join(names.map((name) => row[name]))})`);
  const { rows } = await sql<Record<string, unknown>>`
    insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    values ${sql.join(values)} returning ${sql.join(names.map((name) => sql.ref(name)))}`.execute(
    to,
  );
  for (const [i, row] of page.entries()) {
    const expected = names.map((name) => toStoredValue(row[name]));
    if (
      isDeepStrictEqual(
        names.map((name) => rows[i]?.[name]),
        expected,
      )
    )
      continue;
    throw new DatabaseError(
      'copy_failed',
      `A row of ${table} was not stored as it was. Nothing was changed.`,
    );
  }
}

async function countOf(db: Executor, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Both sides have the same version. A column added by hand is an error and is not dropped silently. */
async function expectSameTables<DB>(
  tables: Tables,
  from: Kysely<DB>,
  to: Kysely<DB>,
): Promise<void> {
  const { copied, left, foreign } = tables;
  const [one, other] = [await columnsOf(from, foreign), await columnsOf(to, foreign)];
  const different = copied.find((table) => one.get(table) !== other.get(table));
  const unknown = [...one.keys()].find((name) => !copied.includes(name) && !left.includes(name));
  if (different === undefined && unknown === undefined) return;
  throw new DatabaseError(
    'copy_failed',
    `The table ${different ?? unknown} has other columns on the two sides. Nothing was changed.`,
  );
}

async function columnsOf<DB>(
  db: Kysely<DB>,
  foreign: readonly string[],
): Promise<Map<string, string>> {
  const found = await db.introspection.getTables();
  const ours = found.filter(
    ({ isView, name }) => !isView && !name.startsWith('sqlite_') && !foreign.includes(name),
  );
  return new Map(
    ours.map(({ name, columns }) => {
      // PostgreSQL keeps the order of storing in this column; SQLite has that order for every table.
      const names = columns.map((column) => column.name).filter((column) => column !== 'rowid');
      return [name, names.sort().join(' ')];
    }),
  );
}

/**
 * Copies the database as it is at this moment into one SQLite file that only its owner can read. Others go on
 * writing meanwhile. The rows are written one by one, so the copy holds nothing that was erased. The copy is
 * checked before it gets its name.
 * @param file a path where there is no file
 * @param complete adds to the copy before the check; when it rejects, nothing is left
 * @throws {DatabaseError} `copy_failed`
 */
export async function copyToFile<DB, Duty extends string>(
  definition: DatabaseDefinition<DB, Duty>,
  db: Kysely<DB>,
  file: string,
  complete?: (draft: string) => Promise<void>,
): Promise<void> {
  const { copyInto } = sqlDialectOf(db);
  const write = (draft: string) =>
    copyInto ? copyInto(db, draft) : copyIntoFile(definition, db, draft);
  await writeCopy(file, write, complete);
}

/** Copies a database, as it is at one moment, into a SQLite file. */
async function copyIntoFile<DB, Duty extends string>(
  definition: DatabaseDefinition<DB, Duty>,
  db: Kysely<DB>,
  databaseFile: string,
): Promise<void> {
  const copy = await openDatabaseFile(definition, { databaseFile });
  try {
    await db
      .transaction()
      .setAccessMode('read only')
      .execute((from) =>
        copy.db.transaction().execute((to) => copyRows(definition.tables, from, to)),
      );
    // Moves the log into the file, so that one file holds everything.
    await copy.scrub();
  } finally {
    await copy.close();
  }
}
