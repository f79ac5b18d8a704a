import { recordEvent } from '../audit/record.ts';
import { putPendingSeal } from '../audit/seal-store.ts';
import { wasSealed } from '../audit/sealing.ts';
import {
  createKeyFile,
  draftsOf,
  promoteDraft,
  readKeyFile,
  keysOf,
  isSameKeys,
  type TemplateKey,
  checkOf,
  isOneOf,
  sealingKeyOf,
  keyWrong,
} from '../keys/keyring.ts';
import { isUntouched } from '../store/inspect.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { templateKeyChecks, putTemplateKeyChecks } from '../store/tables/template-keys.ts';
import { TemplateCipher, countCiphertexts } from './cipher.ts';
import { Reencryption } from './rotation.ts';

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
