import { PostgresAdapter, sql, type RawBuilder } from 'kysely';
import type { Db } from '../schema.ts';
import type { SingletonRole } from '../sessions.ts';
import { postgresTriggers } from '../first-schema/postgres-triggers.ts';
import { QueryError } from '../store-error.ts';
import { without, type SqlDialect } from './sql-dialect.ts';

/**
 * Numbers of the advisory locks that this program takes. Locks belong to one database and end with the
 * transaction or session that took them.
 */
export const lockNumbers = {
  /** Transactions that lock rows share this lock. Others take it alone, because SQLite has one writer too. */
  writing: 0x76657374,
  /** Transactions that append to the audit chain hold this lock. */
  chain: 0x76657375,
  /** Transactions that replace a seal of the audit record hold this lock. */
  seal: 0x76657376,
} as const;

const duties: readonly SingletonRole[] = ['retention', 'lists', 'watching', 'screens', 'sealing'];

/** Advisory locks with two keys never collide with locks with one key. */
export const dutyLocks = {
  first: 0x76657374,
  numbers: Object.fromEntries(duties.map((duty, number) => [duty, number])) as Record<
    SingletonRole,
    number
  >,
};

/** Tables with a column for the order of storing. SQLite has that order for every table. */
const tablesInOrder: readonly string[] = ['sign_ins', 'outbox'];

/** Moves each sequence past the highest number, because inserted numbers do not advance it. */
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

/** @throws {QueryError} like PostgreSQL itself: a NUL would end the message */
function literal(text: string | null): RawBuilder<string | null> {
  if (text?.includes('\0')) throw new QueryError('22021', 'A text holds a zero byte.');
  return sql.lit(text);
}

/** Formats a time as the store writes times. */
function isoTime(time: RawBuilder<unknown>): RawBuilder<string> {
  return sql`to_char((${time}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

const postgres: SqlDialect = {
  name: 'PostgreSQL',
  // PostgreSQL converts no value into another type.
  strictSuffix: null,
  triggers: postgresTriggers,
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
  // Kysely's own table for databases without a lock. Nothing here reads or locks its one row.
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
  // Two statements in one round trip. A single statement would read the state from before its wait for the lock.
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
