import { recordEvent } from '../audit/record.ts';
import { putPendingSeal, sealingKeyOf, wasSealed } from '../audit/sealing.ts';
import {
  checkOf,
  createKeyFile,
  isKeyOf,
  keyWrong,
  promoteNextKey,
  readKeyFile,
  readNextKey,
  type TemplateKey,
} from '../keys/keyring.ts';
import { sealEverybody } from '../keys/person-seal.ts';
import { isUntouched } from '../store/inspect.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { putTemplateKeyCheck, templateKeyCheck } from '../store/tables/templates.ts';
import { TemplateCipher, countCiphertexts } from './cipher.ts';

/**
 * Opens the cipher with this file's key. Creates the key when there is neither a key nor a template. Completes an
 * interrupted rotation. Refuses every key except the one that the stored templates use.
 * @param actor for the audit record, when the key is created or taken up
 * @throws {StoreError} `key_missing`, `key_exposed`, `key_malformed`, `key_wrong`
 */
export async function openTemplateCipher(
  db: Db,
  keyFile: string,
  actor = 'service',
): Promise<TemplateCipher> {
  return new TemplateCipher(await openTemplateKey(db, keyFile, actor), keyFile);
}

/** Opens the key of that cipher. @throws {StoreError} the same */
export async function openTemplateKey(
  db: Db,
  keyFile: string,
  actor = 'service',
): Promise<TemplateKey> {
  await finishRotation(db, keyFile);
  const present = await readKeyFile(keyFile);
  const isMade = present === undefined && (await makeKey(db, keyFile));
  const key = present ?? (await readKeyFile(keyFile));
  if (!key) throw keyMissing(keyFile);
  const check = await templateKeyCheck(db);
  if (isMade || !check || !isKeyOf(key, check)) await adopt(db, { key, keyFile, isMade, actor });
  return key;
}

/**
 * Makes the next key the key, once the database uses it: after a rotation, or at the start after one that
 * was interrupted. In a transaction, so that no command writes another next key meanwhile.
 */
export async function finishRotation(db: Db, keyFile: string): Promise<void> {
  if (!(await isNextInUse(db, keyFile))) return;
  await db.transaction().execute(async (transaction) => {
    if (await isNextInUse(transaction, keyFile)) await promoteNextKey(keyFile);
  });
}

async function isNextInUse(db: Db, keyFile: string): Promise<boolean> {
  const next = await readNextKey(keyFile);
  const check = next && (await templateKeyCheck(db));
  return next !== undefined && check !== undefined && isKeyOf(next, check);
}

/** Creates the key file. False when another process has created it in the meantime. */
async function makeKey(db: Db, keyFile: string): Promise<boolean> {
  if (await hasTemplates(db)) throw keyMissing(keyFile);
  return createKeyFile(keyFile);
}

function keyMissing(keyFile: string): StoreError {
  return new StoreError(
    'key_missing',
    `The template key ${keyFile} is missing, and the stored templates cannot be read without it. ` +
      'Put it back from your backup, with mode 0600. If it is lost, the templates are lost too: ' +
      'move the database away and enrol everybody again. Nothing was changed.',
  );
}

interface Adoption {
  key: TemplateKey;
  keyFile: string;
  /** Whether this process has just created the key. */
  isMade: boolean;
  /** The actor for the audit record. */
  actor: string;
}

/**
 * Accepts the key when it is the known one, or when nothing is encrypted yet; then the audit record notes it.
 * @throws {StoreError} `key_wrong`
 */
async function adopt(db: Db, { key, keyFile, isMade, actor }: Adoption): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const isNew = isMade || (await isUntouched(transaction));
    const known = await templateKeyCheck(transaction);
    if (!known || !isKeyOf(key, known)) {
      if (known && (await hasTemplates(transaction))) throw keyWrong(keyFile);
      await putTemplateKeyCheck(transaction, checkOf(key));
      const action = isMade ? 'template_key_created' : 'template_key_taken_up';
      // There are no templates yet, so no template key protects the people's seals.
      await sealEverybody(transaction, null, key);
      await recordEvent(transaction, { action, actor, details: { version: key.version } });
    }
    // From now on, a missing seal is a fault. This pending seal counts until the seal file is written.
    if (isNew && !(await wasSealed(transaction))) {
      await putPendingSeal(transaction, sealingKeyOf(key), 'nothing');
    }
  });
}

async function hasTemplates(db: Db): Promise<boolean> {
  return Object.values(await countCiphertexts(db)).some((count) => count > 0);
}
