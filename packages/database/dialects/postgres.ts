import { PostgresAdapter, sql, type RawBuilder } from 'kysely';
import { withoutColumn, type Executor, type SqlDialect } from './sql-dialect.ts';

/** Moves each sequence past the highest number, because inserted numbers do not advance it. */
async function countOn(db: Executor): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES'`.execute(db);
  for (const { table, column } of rows) {
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}),
      coalesce((select max(${sql.ref(column)}) from ${sql.table(table)}), 0) + 1, false)`.execute(
      db,
    );
  }
}

/** Whether the table has a column for the order of storing. SQLite has that order for every table. */
async function keepsOrder(db: Executor, table: string): Promise<boolean> {
  const { rows } = await sql`select 1 from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} and column_name = 'rowid'`.execute(
    db,
  );
  return rows.length > 0;
}

/** Formats a time as row-codec.ts writes it. */
function isoTime(time: RawBuilder<unknown>): RawBuilder<string> {
  return sql`to_char((${time}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

const postgres: SqlDialect = {
  name: 'PostgreSQL',
  // PostgreSQL converts no value into another type.
  strictSuffix: null,
  // The name is SQLite's, so that both databases understand `collate nocase`.
  prepare: async (db) => {
    await sql`create collation if not exists nocase
      (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`.execute(db);
  },
  larger: (one, other) => sql`greatest(${one}, ${other})`,
  smaller: (one, other) => sql`least(${one}, ${other})`,
  idsWithBytes: (rows) => {
    const type = typeof rows[0]?.id === 'number' ? sql`bigint` : sql`text`;
    const values = rows.map(
      ({ id, bytes }) => sql`(cast(${id} as ${type}), cast(${bytes} as bytea))`,
    );
    return sql`(values ${sql.join(values)})`;
  },
  skipLocked: sql`for update skip locked`,
  lockRows: sql`for no key update`,
  clockMs: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  leaseEnd: (_now, leaseMs) =>
    isoTime(sql`clock_timestamp() + ${sql.lit(leaseMs)} * interval '1 millisecond'`),
  leaseEndHere: (column, now) =>
    isoTime(
      sql`${sql.ref(column)}::timestamptz - clock_timestamp() + ${now.toISOString()}::timestamptz`,
    ),
  triggersOf: (table) => sql`
    select tgname as name from pg_trigger
    where tgrelid = ${table}::text::regclass and not tgisinternal and tgenabled in ('O', 'A')`,
  referencesTo: (table, named) => sql`
    select c.conrelid::regclass::text as "table", a.attname as "column"
      from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
      where c.contype = 'f' and c.confrelid = ${table}::text::regclass
    union
    select table_name, column_name from information_schema.columns
      where table_schema = current_schema() and column_name = ${named}
    order by 1, 2`,
  // Kysely's own table for databases without a lock. Nothing here reads or locks its one row.
  leastWrite: (db) => sql`update kysely_migration_lock set is_locked = is_locked`.execute(db),
  copyInto: null,
  async *pagesOf(db, table, limit) {
    const order = (await keepsOrder(db, table)) ? sql`order by rowid` : sql``;
    await sql`declare pages no scroll cursor for select * from ${sql.table(table)} ${order}`.execute(
      db,
    );
    for (;;) {
      const { rows } = await sql<Record<string, unknown>>`
        fetch ${sql.lit(limit)} from pages`.execute(db);
      if (rows.length > 0) yield rows.map((row) => withoutColumn(row, 'rowid'));
      if (rows.length < limit) break;
    }
    await sql`close pages`.execute(db);
  },
  suspendTriggers: async (db, tables) => {
    for (const table of tables) {
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
    }
    return async () => {
      for (const table of tables) {
        await sql`alter table ${sql.table(table)} enable trigger user`.execute(db);
      }
      await countOn(db);
    };
  },
  danglingRows: null,
  lockUntilEnd: (number) => sql`select pg_advisory_xact_lock(${sql.lit(number)})`,
};

export class PostgresServerAdapter extends PostgresAdapter {
  readonly sqlDialect = postgres;
}
