import type { Db } from '../schema.ts';

export interface TemplateKeysTable {
  version: number;
  /** Derived from the key one way: tells whether a key is the right one, and nothing else of it. */
  check_value: Buffer;
}

export async function templateKeyChecks(db: Db): Promise<Map<number, Buffer>> {
  const rows = await db.selectFrom('template_keys').selectAll().execute();
  return new Map(rows.map((row) => [row.version, row.check_value]));
}

/** Replaces all check values with these. */
export async function putTemplateKeyChecks(
  db: Db,
  checks: ReadonlyMap<number, Buffer>,
): Promise<void> {
  await db.deleteFrom('template_keys').execute();
  const rows = [...checks].map(([version, check_value]) => ({ version, check_value }));
  await db.insertInto('template_keys').values(rows).execute();
}
