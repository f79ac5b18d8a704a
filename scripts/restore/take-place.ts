import { chmod, copyFile, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../server/config/config.ts';

/**
 * Puts a database, and with it a key when one is given, in the place of the present ones, which are
 * kept beside them. Returns where.
 */
export async function takePlace(
  { databaseFile, templateKeyFile }: Config,
  staging: string,
  keyFile: string | null,
): Promise<string[]> {
  const mark = `before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  const kept: string[] = [];
  // The log belongs to its database: left behind, it would be applied to the new one.
  for (const suffix of ['', '-wal', '-shm']) {
    const aside = `${databaseFile}.${mark}${suffix}`;
    if (await moved(databaseFile + suffix, aside)) kept.push(aside);
  }
  if (keyFile !== null && path.resolve(keyFile) !== templateKeyFile) {
    const aside = `${templateKeyFile}.${mark}`;
    if (await moved(templateKeyFile, aside)) kept.push(aside);
    await copyFile(keyFile, templateKeyFile);
    await chmod(templateKeyFile, 0o600);
  }
  await rename(staging, databaseFile);
  const folder = await open(path.dirname(databaseFile), 'r');
  await folder.sync().finally(() => folder.close());
  return kept;
}

async function moved(from: string, to: string): Promise<boolean> {
  const isThere = await stat(from).then(
    () => true,
    () => false,
  );
  if (isThere) await rename(from, to);
  return isThere;
}
