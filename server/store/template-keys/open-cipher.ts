import { hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Db } from '../schema.ts';
import { StoreError } from '../store-error.ts';
import { putTemplateKeyChecks, templateKeyChecks } from '../tables/template-keys.ts';
import { hasTemplates } from '../tables/templates.ts';
import { TemplateCipher } from '../template-cipher.ts';
import { createKeyFile, readKeyFile } from './key-file.ts';

/**
 * The cipher with the key of this file. Makes the key when there is neither a key nor a template
 * yet, and refuses every key but the one that the stored templates were encrypted with.
 * @throws {StoreError} `key_missing`, `key_exposed`, `key_malformed`, `key_wrong`
 */
export async function openTemplateCipher(db: Db, keyFile: string): Promise<TemplateCipher> {
  const keys = (await readKeyFile(keyFile)) ?? (await makeKey(db, keyFile));
  const checks = new Map(keys.map((key, index) => [index + 1, checkValue(key)]));
  if (!isSame(await templateKeyChecks(db), checks)) await adopt(db, checks, keyFile);
  return new TemplateCipher(keys);
}

async function makeKey(db: Db, keyFile: string): Promise<Buffer[]> {
  if (await hasTemplates(db)) {
    throw new StoreError(
      'key_missing',
      `The template key ${keyFile} is missing, and the stored templates cannot be read without it. ` +
        'Put it back from your backup, with mode 0600. If it is lost, the templates are lost too: ' +
        'move the database away and enrol everybody again. Nothing was changed.',
    );
  }
  await createKeyFile(keyFile);
  return (await readKeyFile(keyFile)) ?? [];
}

/** Takes these keys as the right ones if they are the known ones and more, or if nothing is encrypted yet. */
async function adopt(db: Db, checks: ReadonlyMap<number, Buffer>, keyFile: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const known = await templateKeyChecks(transaction);
    const grown = [...known].every(([version, check]) => isEqual(check, checks.get(version)));
    if (!grown && (await hasTemplates(transaction))) {
      throw new StoreError(
        'key_wrong',
        `The template key ${keyFile} is not the one that the stored templates are encrypted with. ` +
          'Put the right one back from your backup. Nothing was changed.',
      );
    }
    await putTemplateKeyChecks(transaction, checks);
  });
}

/** Tells one key from another and gives nothing of it away. */
function checkValue(key: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'vestibule template key check', 32));
}

function isSame(a: ReadonlyMap<number, Buffer>, b: ReadonlyMap<number, Buffer>): boolean {
  return a.size === b.size && [...a].every(([version, check]) => isEqual(check, b.get(version)));
}

function isEqual(a: Buffer, b: Buffer | undefined): boolean {
  return b !== undefined && a.length === b.length && timingSafeEqual(a, b);
}
