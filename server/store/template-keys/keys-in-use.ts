import type { Db } from '../schema.ts';
import { templateKeyChecks } from '../tables/template-keys.ts';
import { draftsOf, readKeyFile } from './key-file.ts';
import { isSameKeys, type TemplateKey, type TemplateKeyCheck } from './template-key.ts';

/** The keys that these checks were made of, from the file or a rotation's draft beside it; else undefined. */
export async function keysOf(
  checks: readonly TemplateKeyCheck[],
  keyFile: string,
): Promise<readonly TemplateKey[] | undefined> {
  // Drafts first: between reading the file and then them, one could take the file's place unseen.
  const drafts = await draftsOf(keyFile);
  const found = [...drafts.map(({ keys }) => keys), (await readKeyFile(keyFile)) ?? []];
  return found.find((keys) => isSameKeys(keys, checks));
}

/**
 * The keys that the database is under, the oldest first; those of the file when it is under none yet,
 * or under keys that are not there. None without a key file.
 */
export async function keysInUse(db: Db, keyFile: string): Promise<readonly TemplateKey[]> {
  const checks = await templateKeyChecks(db);
  const used = checks.length > 0 ? await keysOf(checks, keyFile) : undefined;
  return used ?? (await readKeyFile(keyFile)) ?? [];
}
