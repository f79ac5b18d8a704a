import type { Db } from '../schema.ts';

/** Of the key that the templates are under; undefined as long as there is none. */
export async function templateKeyCheck(db: Db): Promise<TemplateKeyCheck | undefined> {
  const row = await db.selectFrom('template_keys').selectAll().executeTakeFirst();
  return row && { version: row.version, encryption: row.checkValue, transform: row.transformCheck };
}

/** Since when templates are under the key in use; null when there is none. */
export async function templateKeySince(db: Db): Promise<Date | null> {
  const row = await db.selectFrom('template_keys').select('since').executeTakeFirst();
  return row?.since ?? null;
}

/** Replaces the check of the key before. */
export async function putTemplateKeyCheck(
  db: Db,
  { version, encryption, transform }: TemplateKeyCheck,
): Promise<void> {
  await db.deleteFrom('template_keys').execute();
  const since = new Date();
  const row = { version, checkValue: encryption, transformCheck: transform, since };
  await db.insertInto('template_keys').values(row).execute();
}

/** Derived from a key one way: tells whether a key is the right one, and nothing else of it. */
export interface TemplateKeyCheck {
  version: number;
  encryption: Buffer;
  transform: Buffer;
}
