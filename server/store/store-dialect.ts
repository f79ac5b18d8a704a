import { sql, type RawBuilder } from 'kysely';
import { QueryError, sqlDialectOf } from '#database';
import { postgresTriggers } from './first-schema/postgres-triggers.ts';
import { sqliteTriggers } from './first-schema/sqlite-triggers.ts';

type Executor = Parameters<typeof sqlDialectOf>[0];

/** What the store does differently in the two databases, beside what `packages/database` does for every program. */
interface StoreDialect {
  /** Triggers of the first schema. */
  readonly triggers: readonly RawBuilder<unknown>[];
  /** Sentences for a receipt: what keeps deleted rows, and for how long. */
  readonly keepsDeleted: readonly string[];
  /**
   * Appends an event to the audit chain in one round trip: the database computes the number and the hash. Uses no
   * parameters, see `atCommit`. Null where there is no other writer.
   */
  readonly appendToChain: ((event: ChainedText) => RawBuilder<unknown>) | null;
}

/** An event's columns by name, and the text that is hashed between its number and the previous hash. */
interface ChainedText {
  columns: Readonly<Record<string, string | null>>;
  hashed: string;
  /** The previous hash of the first event. */
  chainStart: string;
}

/**
 * Numbers of the advisory locks that this program takes in PostgreSQL. Locks belong to one database and end with the
 * transaction or session that took them.
 */
export const lockNumbers = {
  /** Transactions that write; and, with a second number, duties. */
  writing: 0x76657374,
  /** Transactions that append to the audit chain hold this lock. */
  chain: 0x76657375,
  /** Transactions that replace a seal of the audit record hold this lock. */
  seal: 0x76657376,
} as const;

const sqlite: StoreDialect = {
  triggers: sqliteTriggers,
  keepsDeleted: [],
  appendToChain: null,
};

/** @throws {QueryError} like PostgreSQL itself: a NUL would end the message */
function literal(text: string | null): RawBuilder<string | null> {
  if (text?.includes('\0')) throw new QueryError('22021', 'A text holds a zero byte.');
  return sql.lit(text);
}

const postgres: StoreDialect = {
  triggers: postgresTriggers,
  keepsDeleted: [
    'The write-ahead log (WAL) of PostgreSQL: until its segments are used again, which max_wal_size and wal_keep_size say, or as long as somebody archives them (archive_command, pg_receivewal); and what stands free on the pages of its tables, until other rows are written there.',
    'Standbys of PostgreSQL, until they have followed; and its own backups (pg_dump, pg_basebackup) for as long as they are kept. When one is put back, each instance erases this person again at its start.',
  ],
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
};

export function storeDialectOf(db: Executor): StoreDialect {
  return sqlDialectOf(db).name === 'SQLite' ? sqlite : postgres;
}
