import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { sqlDialectOf } from '../dialects/sql-dialect.ts';
import type { Db } from '../schema.ts';
import { toStoredValue } from '../row-codec.ts';
import { StoreError } from '../store-error.ts';
import { tableRules, tablesWhere } from '../table-rules.ts';
import { openSqlite } from '../open-sqlite.ts';

const tables = tablesWhere('onMove', 'copied', 'counted');
const counters = tablesWhere('onMove', 'counted');
const rowsAtATime = 500;

/** Whether the store has no rows. */
export async function isEmpty(db: Db): Promise<boolean> {
  for (const table of tablesWhere('onMove', 'copied')) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) return false;
  }
  return true;
}

/**
 * Copies everything into an empty store in one transaction. Compares each stored row with its original and the
 * number of rows of each table on both sides.
 * @param from a transaction that reads one moment; @param to a transaction
 * @returns the number of rows by table
 * @throws {StoreError} `copy_failed`
 */
export async function copyStore(
  from: Db,
  to: Db,
  onTable: (table: string, rows: number) => void = () => {},
): Promise<Record<string, number>> {
  await expectSameTables(from, to);
  const resume = await sqlDialectOf(to).suspendTriggers(to, tables);
  const counts: Record<string, number> = {};
  for (const table of tables) {
    if (counters.includes(table)) await sql`delete from ${sql.table(table)}`.execute(to);
    for await (const page of sqlDialectOf(from).pagesOf(from, table, rowsAtATime)) {
      await copyPage(to, table, page);
    }
    const [before, after] = [await countOf(from, table), await countOf(to, table)];
    if (before !== after) {
      throw new StoreError(
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

async function copyPage(to: Db, table: string, page: Record<string, unknown>[]): Promise<void> {
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
    throw new StoreError(
      'copy_failed',
      `A row of ${table} was not stored as it was. Nothing was changed.`,
    );
  }
}

async function countOf(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Both stores have this version of the program. A column added by hand is an error and is not dropped silently. */
async function expectSameTables(from: Db, to: Db): Promise<void> {
  const [one, other] = [await columnsOf(from), await columnsOf(to)];
  const different = tables.find((table) => one.get(table) !== other.get(table));
  const unknown = [...one.keys()].find((name) => !Object.hasOwn(tableRules, name));
  if (different === undefined && unknown === undefined) return;
  throw new StoreError(
    'copy_failed',
    `The table ${different ?? unknown} has other columns on the two sides. Nothing was changed.`,
  );
}

/** A table that only a backup's file has. The copy leaves it out. */
export const backupParts = 'backup_parts';

async function columnsOf(db: Db): Promise<Map<string, string>> {
  const found = await db.introspection.getTables();
  const ours = found.filter(
    ({ isView, name }) => !isView && !name.startsWith('sqlite_') && name !== backupParts,
  );
  return new Map(
    ours.map(({ name, columns }) => {
      // PostgreSQL keeps the order of storing in this column; SQLite has that order for every table.
      const names = columns.map((column) => column.name).filter((column) => column !== 'rowid');
      return [name, names.sort().join(' ')];
    }),
  );
}

/** Copies a store, as it is at one moment, into a SQLite file. @throws {StoreError} */
export async function copyIntoFile(db: Db, databaseFile: string): Promise<void> {
  const copy = await openSqlite({ databaseFile });
  try {
    await db
      .transaction()
      .setAccessMode('read only')
      .execute((from) => copy.db.transaction().execute((to) => copyStore(from, to)));
    // Moves the log into the file, so that one file holds everything.
    await copy.scrub();
  } finally {
    await copy.close();
  }
}
