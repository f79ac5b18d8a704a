import type { Db } from '../schema.ts';
import type { TemplateKeyCheck } from '../template-keys/template-key.ts';

export interface TemplateKeysTable {
  version: number;
  /** Derived from the key one way: tells whether a key is the right one, and nothing else of it. */
  check_value: Buffer;
  /** The same of the transform; null as long as the templates are not under one. */
  transform_check: Buffer | null;
  /** Since when templates are under this key; null for keys from before that was noted. */
  since: string | null;
}

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
