import type { Db } from '../schema.ts';
import { StoreError } from '../store-error.ts';
import { templateKeyChecks } from '../tables/template-keys.ts';
import { TemplateCipher } from '../template-cipher.ts';
import { adopt, hasTemplates, keyWrong } from './adopt.ts';
import { createKeyFile, draftsOf, promoteDraft, readKeyFile } from './key-file.ts';
import { keysOf } from './keys-in-use.ts';
import { isSameKeys, type TemplateKey } from './template-key.ts';

/**
 * The cipher with the key of this file. Makes the key when there is neither a key nor a template
 * yet, finishes a rotation that was cut off, puts templates from before there was a transform under
 * it, and refuses every key but the one that the stored templates are under.
 * @param actor who is at work, for the audit record, should the key be made or taken up
 * @throws {StoreError} `key_missing`, `key_exposed`, `key_malformed`, `key_wrong`
 */
export async function openTemplateCipher(
  db: Db,
  keyFile: string,
  actor = 'service',
): Promise<TemplateCipher> {
  const keys = await openTemplateKeys(db, keyFile, actor);
  return new TemplateCipher(keys, (transaction, held) => keysSince(transaction, held, keyFile));
}

/** The keys of that cipher, the oldest first. @throws {StoreError} the same */
export async function openTemplateKeys(
  db: Db,
  keyFile: string,
  actor = 'service',
): Promise<readonly TemplateKey[]> {
  // Between reading the file and asking the database a rotation may have ended; then once more.
  return rightKeys(db, keyFile, actor).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === 'key_wrong') {
      return rightKeys(db, keyFile, actor);
    }
    throw error;
  });
}

async function rightKeys(db: Db, keyFile: string, actor: string): Promise<readonly TemplateKey[]> {
  const present = (await finishRotation(db, keyFile)) ?? (await readKeyFile(keyFile));
  const isMade = present === undefined && (await makeKey(db, keyFile));
  const keys = present ?? (await readKeyFile(keyFile)) ?? [];
  if (isMade || !isSameKeys(keys, await templateKeyChecks(db))) {
    await adopt(db, { keys, keyFile, isMade, actor });
  }
  return keys;
}

/** When the database is under the keys of a draft, the rotation ended after its commit. */
async function finishRotation(db: Db, keyFile: string): Promise<TemplateKey[] | null> {
  const drafts = await draftsOf(keyFile);
  if (drafts.length === 0) return null;
  const checks = await templateKeyChecks(db);
  const used = drafts.find(({ keys }) => isSameKeys(keys, checks));
  if (!used) return null;
  await promoteDraft(used.draft, keyFile);
  return used.keys;
}

async function keysSince(
  db: Db,
  held: readonly TemplateKey[],
  keyFile: string,
): Promise<readonly TemplateKey[] | null> {
  const checks = await templateKeyChecks(db);
  if (isSameKeys(held, checks)) return null;
  const keys = await keysOf(checks, keyFile);
  if (keys) return keys;
  throw keyWrong(keyFile);
}

/** False when another process has made it in the meantime. */
async function makeKey(db: Db, keyFile: string): Promise<boolean> {
  if (await hasTemplates(db)) {
    throw new StoreError(
      'key_missing',
      `The template key ${keyFile} is missing, and the stored templates cannot be read without it. ` +
        'Put it back from your backup, with mode 0600. If it is lost, the templates are lost too: ' +
        'move the database away and enrol everybody again. Nothing was changed.',
    );
  }
  return createKeyFile(keyFile);
}
