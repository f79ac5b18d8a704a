import { sql } from 'kysely';
import type { Db, Schema } from './schema.ts';

/** Whatever is done here leaves a row in one of these. */
const traces: readonly (keyof Schema)[] = [
  'audit_events',
  'template_keys',
  'templates',
  'people',
  'sign_ins',
  'opt_outs',
  'erasures',
  'consent_texts',
  'kiosks',
  'watchlist_entries',
];

/** Whether nothing was ever done in this database, or all of it was wiped out. */
export async function isUntouched(db: Db): Promise<boolean> {
  const any = traces.map((table) => sql`exists (select 1 from ${sql.table(table)})`);
  const { rows } = await sql<{ touched: number }>`
    select ${sql.join(any, sql` or `)} as touched`.execute(db);
  return rows[0]?.touched === 0;
}
