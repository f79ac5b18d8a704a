import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table credential_issuers (
    id text primary key not null,
    kind text not null check (kind in ('shc', 'dcc')),
    issuer text not null,
    name text,
    added_at text not null,
    changed_at text not null,
    unique (kind, issuer)
  ) strict`,
  sql`create table credential_keys (
    issuer_id text not null references credential_issuers (id) on delete cascade,
    kid text not null,
    algorithm text not null check (algorithm in ('ES256', 'PS256')),
    public_key text not null,
    not_before text,
    not_after text,
    primary key (issuer_id, kid)
  ) strict`,
  sql`create index credential_keys_by_kid on credential_keys (kid)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
