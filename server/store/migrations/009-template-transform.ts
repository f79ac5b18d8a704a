import { sql, type Kysely } from 'kysely';

const statements = [
  sql`alter table template_keys add column transform_check blob`,
  sql`alter table template_keys add column since text`,
  // Whoever still held an earlier key would store what nobody can read any more.
  ...['templates', 'watchlist_faces'].map(
    (table) => sql`create trigger ${sql.ref(`${table}_under_key_in_use`)}
      before insert on ${sql.table(table)}
      when exists (select 1 from template_keys) and not exists (
        select 1 from template_keys
        where printf('%02X', version) = hex(substr(new.ciphertext, 1, 1))
      )
      begin select raise(abort, 'the template is under a key that is not in use'); end`,
  ),
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
