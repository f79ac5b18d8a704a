import { sql, SqliteAdapter } from 'kysely';
import { withoutColumn, type SqlDialect } from './sql-dialect.ts';

const sqlite: SqlDialect = {
  name: 'SQLite',
  strictSuffix: sql`strict`,
  prepare: async () => {},
  larger: (one, other) => sql`max(${one}, ${other})`,
  smaller: (one, other) => sql`coalesce(min(${one}, ${other}), ${one}, ${other})`,
  idsWithBytes: (rows) =>
    sql`(values ${sql.join(rows.map(({ id, bytes }) => sql`(${id}, ${bytes})`))})`,
  // SQLite has one writer at a time.
  skipLocked: sql``,
  lockRows: sql``,
  clockMs: sql`cast(unixepoch('subsec') * 1000 as integer)`,
  triggersOf: (table) =>
    sql`select name from sqlite_schema where type = 'trigger' and tbl_name = ${table}`,
  referencesTo: (table, named) => sql`
    select s.name as "table", k."from" as "column"
      from sqlite_schema s, pragma_foreign_key_list(s.name) k
      where s.type = 'table' and k."table" = ${table}
    union
    select s.name, c.name
      from sqlite_schema s, pragma_table_info(s.name) c
      where s.type = 'table' and c.name = ${named}
    order by 1, 2`,
  // SQLite writes even an unchanged value. See connection/open-file.ts for the meaning of `user_version`.
  leastWrite: (db) =>
    db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(
        transaction,
      );
      await sql.raw(`pragma user_version = ${rows[0]?.user_version ?? 0}`).execute(transaction);
    }),
  copyInto: async (db, file) => {
    await sql`vacuum into ${file}`.execute(db);
  },
  async *pagesOf(db, table, limit) {
    for (let last = -1; ;) {
      const { rows } = await sql<{ stored_at_rowid: number }>`
        select rowid as stored_at_rowid, * from ${sql.table(table)}
        where rowid > ${last} order by rowid limit ${limit}`.execute(db);
      if (rows.length > 0) yield rows.map((row) => withoutColumn(row, 'stored_at_rowid'));
      last = rows.at(-1)?.stored_at_rowid ?? last;
      if (rows.length < limit) return;
    }
  },
  suspendTriggers: async (db, tables) => {
    const { rows } = await sql<{ name: string; text: string }>`
      select name, sql as text from sqlite_schema
      where type = 'trigger' and tbl_name in (${sql.join(tables)})`.execute(db);
    for (const { name } of rows) await sql`drop trigger ${sql.ref(name)}`.execute(db);
    return async () => {
      for (const { text } of rows) await sql.raw(text).execute(db);
    };
  },
  leaseEnd: (now, leaseMs) => sql`${new Date(now.getTime() + leaseMs).toISOString()}`,
  leaseEndHere: (column) => sql.ref(column),
  lockUntilEnd: null,
  danglingRows: sql`pragma foreign_key_check`,
};

/** Lets a migration run in one transaction, so that half a migration never remains. */
export class TransactionalSqliteAdapter extends SqliteAdapter {
  readonly sqlDialect = sqlite;

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
