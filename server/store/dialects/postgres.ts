import { PostgresAdapter, sql } from 'kysely';
import type { Duty } from '../sessions.ts';
import { postgresTriggers } from '../first-schema/postgres-triggers.ts';
import { instanceTriggers } from '../instance-tables.ts';
import { postgresPeopleChanges } from '../people-changes/postgres-triggers.ts';
import type { Differences } from './differences.ts';

/**
 * The advisory locks that this program takes, by number. They are a database's own, and go with the
 * transaction or the session that took them.
 */
export const lockNumbers = {
  /** Shared by writes that stand alone; a transaction has it alone, as SQLite has one writer. */
  writing: 0x76657374,
  /** Whoever appends to the audit chain. */
  chain: 0x76657375,
} as const;

const duties: readonly Duty[] = ['retention', 'lists', 'heartbeat', 'tunnel', 'screens', 'sealing'];

/** Locks of two numbers, which are no locks of one. */
export const dutyLocks = {
  first: 0x76657374,
  numbers: Object.fromEntries(duties.map((duty, number) => [duty, number])) as Record<Duty, number>,
};

/** PostgreSQL's texts have every sign but this one. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}

const postgres: Differences = {
  name: 'PostgreSQL',
  // It converts no value into another type.
  tableEnd: null,
  triggers: {
    '001-first-schema': postgresTriggers,
    '002-people-changes': postgresPeopleChanges,
    '005-instances': instanceTriggers,
  },
  // SQLite's name, for the same: `collate nocase` is then understood by both.
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
  skipTaken: sql`for update skip locked`,
  clockMs: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
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
  storable: withoutNul,
  danglingRows: null,
  lockChain: sql`select pg_advisory_xact_lock(${sql.lit(lockNumbers.chain)})`,
};

export class StorePostgresAdapter extends PostgresAdapter {
  readonly differences = postgres;
}
