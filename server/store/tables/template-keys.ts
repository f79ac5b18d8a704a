import type { Db } from '../schema.ts';

export async function templateKeyChecks(db: Db): Promise<TemplateKeyCheck[]> {
  const rows = await db.selectFrom('template_keys').selectAll().orderBy('version').execute();
  return rows.map(({ version, check_value, transform_check }) => {
    return { version, encryption: check_value, transform: transform_check };
  });
}

/** Since when templates are under the key in use; null when that is not known. */
export async function templateKeySince(db: Db): Promise<Date | null> {
  const rows = await db.selectFrom('template_keys').select('since').execute();
  const since = rows.map((row) => row.since).find((each) => each !== null);
  return since ? new Date(since) : null;
}

/** Replaces all check values with these. */
export async function putTemplateKeyChecks(
  db: Db,
  checks: readonly TemplateKeyCheck[],
): Promise<void> {
  await db.deleteFrom('template_keys').execute();
  const since = new Date().toISOString();
  const rows = checks.map(({ version, encryption, transform }) => {
    return { version, check_value: encryption, transform_check: transform, since };
  });
  await db.insertInto('template_keys').values(rows).execute();
}

/** Derived from a key one way: tells whether a key is the right one, and nothing else of it. */
export interface TemplateKeyCheck {
  version: number;
  encryption: Buffer;
  transform: Buffer | null;
}
