import { sql } from 'kysely';
import type { Db, Schema } from './schema.ts';
import { tableRules, tablesWhere, type TableRule } from './table-rules.ts';

/** For each table, the keys of the credentials that exist. */
export type CredentialsPresent = ReadonlyMap<string, ReadonlySet<string>>;

type Row = Record<string, unknown>;

/** Skips tables that an older version of the database lacks. */
export async function credentialsPresent(db: Db): Promise<CredentialsPresent> {
  const present = new Map<string, ReadonlySet<string>>();
  for (const { table, columns } of await listCompared(db)) {
    const rows = await rowsOf(db, table, columns);
    present.set(table, new Set(rows.map((row) => identityOf(row, columns))));
  }
  return present;
}

/** Removes credentials from a copy that the replaced database no longer has. @returns how many */
export async function endCredentials(copy: Db, present: CredentialsPresent): Promise<number> {
  let ended = 0;
  for (const { table, columns } of await listCompared(copy)) {
    const known = present.get(table);
    if (!known) continue;
    for (const row of await rowsOf(copy, table, columns)) {
      if (known.has(identityOf(row, columns))) continue;
      await copy
        .deleteFrom(table as AnyTable)
        .where((where) => where.and(row))
        .execute();
      ended++;
    }
  }
  return ended;
}

/** Ends every link, code and session in a copy of the database. */
export async function endShortLived(copy: Db): Promise<void> {
  for (const table of tablesWhere('onRestore', 'ends')) {
    await sql`delete from ${sql.table(table)}`.execute(copy);
  }
}

async function listCompared(db: Db): Promise<{ table: string; columns: readonly string[] }[]> {
  const there = new Set((await db.introspection.getTables()).map(({ name }) => name));
  return Object.entries<TableRule>(tableRules).flatMap(([table, { onRestore }]) =>
    typeof onRestore === 'string' || !there.has(table) ? [] : [{ table, columns: onRestore }],
  );
}

/** A stand-in type for any table: values are compared as stored. */
type AnyTable = 'desk_sessions';

async function rowsOf(db: Db, table: string, columns: readonly string[]): Promise<Row[]> {
  const names = columns as readonly (keyof Schema[AnyTable])[];
  return db
    .selectFrom(table as AnyTable)
    .select(names)
    .execute();
}

function identityOf(row: Row, columns: readonly string[]): string {
  return JSON.stringify(
    columns.map((column) => {
      const value = row[column];
      return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
    }),
  );
}
