import { sql, type Kysely } from 'kysely';

const statements = [
  sql`alter table template_keys add column transform_check blob`,
  sql`alter table template_keys add column since text`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
