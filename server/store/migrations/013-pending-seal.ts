import { sql, type Kysely } from 'kysely';

/** A seal that is not in its file yet, one at most: see server/audit/pending-seal.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table audit_pending_seal (
    id integer primary key not null check (id = 1),
    replaces text not null check (replaces in ('nothing', 'former_key')),
    seq integer not null,
    hash text not null,
    at text not null,
    mac text not null
  ) strict`.execute(db);
}
