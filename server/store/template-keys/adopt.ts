import { putPendingSeal } from '../../audit/pending-seal.ts';
import { recordEvent } from '../../audit/record.ts';
import { wasSealed } from '../../audit/standing.ts';
import type { Db } from '../schema.ts';
import { StoreError } from '../store-error.ts';
import { putTemplateKeyChecks, templateKeyChecks } from '../tables/template-keys.ts';
import { TemplateCipher } from '../template-cipher.ts';
import { countCiphertexts } from '../template-tables.ts';
import { isUntouched } from '../untouched.ts';
import { Reencryption } from './reencrypt.ts';
import { checkOf, isOneOf, isSameKeys, sealingKeyOf, type TemplateKey } from './template-key.ts';

interface Adoption {
  keys: readonly TemplateKey[];
  keyFile: string;
  /** Whether this process has made the key just now. */
  isMade: boolean;
  /** Who is at work, as in the audit record. */
  actor: string;
}

/**
 * Takes these keys as the right ones if they are the known ones and more, or if nothing is encrypted
 * yet; that is put on record. @throws {StoreError} `key_wrong`
 */
export async function adopt(db: Db, adoption: Adoption): Promise<void> {
  const { keys, keyFile, isMade, actor } = adoption;
  await db.transaction().execute(async (transaction) => {
    const isNew = isMade || (await isUntouched(transaction));
    const known = await templateKeyChecks(transaction);
    if (!isSameKeys(keys, known)) {
      const turned = await underTransform(transaction, keys, keyFile);
      await putTemplateKeyChecks(transaction, keys.map(checkOf));
      const version = keys.at(-1)?.version ?? null;
      const details = { version, ...(turned !== null && { templates: turned }) };
      const taken = isMade ? 'template_key_created' : 'template_key_taken_up';
      const action = turned === null ? taken : 'templates_transformed';
      await recordEvent(transaction, { action, actor, details });
    }
    const key = keys.at(-1);
    // From here on, that there is no seal is a fault; so this is one, until it is in its file.
    if (isNew && key && !(await wasSealed(transaction))) {
      await putPendingSeal(transaction, sealingKeyOf(key), 'nothing');
    }
  });
}

export async function hasTemplates(db: Db): Promise<boolean> {
  return Object.values(await countCiphertexts(db)).some((count) => count > 0);
}

export function keyWrong(keyFile: string): StoreError {
  return new StoreError(
    'key_wrong',
    `The template key ${keyFile} is not the one that the stored templates are encrypted with. ` +
      'Put the right one back from your backup. Nothing was changed.',
  );
}

/**
 * Puts templates from before there was a transform under it. Returns how many, or null when there was
 * nothing of the kind to do.
 */
async function underTransform(
  transaction: Db,
  keys: readonly TemplateKey[],
  keyFile: string,
): Promise<number | null> {
  if (!(await hasTemplates(transaction))) return null;
  const known = await templateKeyChecks(transaction);
  const before = keys.map((key) => ({ ...key, transform: null }));
  if (!known.every((check) => isOneOf([...keys, ...before], check))) throw keyWrong(keyFile);
  if (!known.some(({ transform }) => transform === null)) return null;
  return new Reencryption(new TemplateCipher(before), new TemplateCipher(keys)).write(transaction);
}
