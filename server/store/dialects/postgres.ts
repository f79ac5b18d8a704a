import { PostgresAdapter, sql, type RawBuilder } from 'kysely';
import type { Db } from '../schema.ts';
import type { SingletonRole } from '../sessions.ts';
import { postgresTriggers } from '../first-schema/postgres-triggers.ts';
import { QueryError } from '../store-error.ts';
import { without, type SqlDialect } from './sql-dialect.ts';

/**
 * The advisory locks that this program takes, by number. They are a database's own, and go with the
 * transaction or the session that took them.
 */
export const lockNumbers = {
  /** Shared by transactions that lock rows; other transactions have it alone, as SQLite has one writer. */
  writing: 0x76657374,
  /** Held by transactions that append to the audit chain. */
  chain: 0x76657375,
  /** Held by transactions that replace a seal of the audit record. */
  seal: 0x76657376,
} as const;

const duties: readonly SingletonRole[] = ['retention', 'lists', 'watching', 'screens', 'sealing'];

/** Locks of two numbers, which are no locks of one. */
export const dutyLocks = {
  first: 0x76657374,
  numbers: Object.fromEntries(duties.map((duty, number) => [duty, number])) as Record<
    SingletonRole,
    number
  >,
};

/** Their rows say in which order they were stored, as every table's do in SQLite. */
const tablesInOrder: readonly string[] = ['sign_ins', 'outbox'];

/** Rows that came with their numbers do not count on their own. */
async function countOn(db: Db): Promise<void> {
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

/** @throws {QueryError} as the database does, which cannot store it either: it would end the message */
function literal(text: string | null): RawBuilder<string | null> {
  if (text?.includes('\0')) throw new QueryError('22021', 'A text holds a zero byte.');
  return sql.lit(text);
}

/** As every time is stored. */
function isoTime(time: RawBuilder<unknown>): RawBuilder<string> {
  return sql`to_char((${time}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

const postgres: SqlDialect = {
  name: 'PostgreSQL',
  // It converts no value into another type.
  strictSuffix: null,
  triggers: postgresTriggers,
  // Has SQLite's name, so that both understand `collate nocase`.
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
  columnsAboutPeople: sql`
    select c.conrelid::regclass::text as "table", a.attname as "column"
      from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
      where c.contype = 'f' and c.confrelid = 'people'::regclass
    union
    select table_name, column_name from information_schema.columns
      where table_schema = current_schema() and column_name = 'person_id'
    order by 1, 2`,
  keepsDeleted: [
    'The write-ahead log (WAL) of PostgreSQL: until its segments are used again, which max_wal_size and wal_keep_size say, or as long as somebody archives them (archive_command, pg_receivewal); and what stands free on the pages of its tables, until other rows are written there.',
    'Standbys of PostgreSQL, until they have followed; and its own backups (pg_dump, pg_basebackup) for as long as they are kept. When one is put back, each instance erases this person again at its start.',
  ],
  // Kysely's, for databases without a lock of their own: no one reads or locks its one row here.
  leastWrite: (db) => sql`update kysely_migration_lock set is_locked = is_locked`.execute(db),
  copyInto: async (db, file) => {
    const { copyIntoFile } = await import('../move/copy-store.ts');
    await copyIntoFile(db, file);
  },
  async *pagesOf(db, table, limit) {
    const order = tablesInOrder.includes(table) ? sql`order by rowid` : sql``;
    await sql`declare pages no scroll cursor for select * from ${sql.table(table)} ${order}`.execute(
      db,
    );
    for (;;) {
      const { rows } = await sql<Record<string, unknown>>`
        fetch ${sql.lit(limit)} from pages`.execute(db);
      if (rows.length > 0) yield rows.map((row) => without(row, 'rowid'));
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
  // Two statements in one trip. One alone would read what was there before it had waited.
  appendToChain: ({ columns, hashed, chainStart }) => {
    const names = Object.keys(columns).map((name) => sql.ref(name));
    const values = Object.values(columns).map(literal);
    return sql`select pg_advisory_xact_lock(${sql.lit(lockNumbers.chain)});
      insert into audit_events (seq, previous_hash, ${sql.join(names)}, hash)
      select seq, previous, ${sql.join(values)},
        encode(sha256(convert_to('[' || seq || ',' || ${literal(hashed)} || ',"' || previous || '"]', 'UTF8')), 'hex')
      from (select coalesce(max(seq), 0) + 1 as seq,
        coalesce((select hash from audit_events order by seq desc limit 1), ${literal(chainStart)}) as previous
        from audit_events) as next`;
  },
  lockSeal: sql`select pg_advisory_xact_lock(${sql.lit(lockNumbers.seal)})`,
};

export class StorePostgresAdapter extends PostgresAdapter {
  readonly sqlDialect = postgres;
}
