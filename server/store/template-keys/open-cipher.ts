import type { Db } from '../schema.ts';
import { StoreError } from '../store-error.ts';
import { putTemplateKeyChecks, templateKeyChecks } from '../tables/template-keys.ts';
import { TemplateCipher } from '../template-cipher.ts';
import { countCiphertexts } from '../template-tables.ts';
import { createKeyFile, draftsOf, promoteDraft, readKeyFile } from './key-file.ts';
import { Reencryption } from './reencrypt.ts';
import { checkOf, isOneOf, isSameKeys, type TemplateKey } from './template-key.ts';

/**
 * The cipher with the key of this file. Makes the key when there is neither a key nor a template
 * yet, finishes a rotation that was cut off, puts templates from before there was a transform under
 * it, and refuses every key but the one that the stored templates are under.
 * @throws {StoreError} `key_missing`, `key_exposed`, `key_malformed`, `key_wrong`
 */
export async function openTemplateCipher(db: Db, keyFile: string): Promise<TemplateCipher> {
  const keys = await openTemplateKeys(db, keyFile);
  return new TemplateCipher(keys, (transaction, held) => keysInUse(transaction, held, keyFile));
}

/** The keys of that cipher, the oldest first. @throws {StoreError} the same */
export async function openTemplateKeys(db: Db, keyFile: string): Promise<readonly TemplateKey[]> {
  // Between reading the file and asking the database a rotation may have ended; then once more.
  return rightKeys(db, keyFile).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === 'key_wrong') return rightKeys(db, keyFile);
    throw error;
  });
}

async function rightKeys(db: Db, keyFile: string): Promise<readonly TemplateKey[]> {
  const keys =
    (await finishRotation(db, keyFile)) ??
    (await readKeyFile(keyFile)) ??
    (await makeKey(db, keyFile));
  if (!isSameKeys(keys, await templateKeyChecks(db))) await adopt(db, keys, keyFile);
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

async function keysInUse(
  db: Db,
  held: readonly TemplateKey[],
  keyFile: string,
): Promise<readonly TemplateKey[] | null> {
  const checks = await templateKeyChecks(db);
  if (isSameKeys(held, checks)) return null;
  // Drafts first: between reading the file and then them, one could take the file's place unseen.
  const drafts = await draftsOf(keyFile);
  const found = [...drafts.map(({ keys }) => keys), (await readKeyFile(keyFile)) ?? []];
  const keys = found.find((each) => isSameKeys(each, checks));
  if (keys) return keys;
  throw keyWrong(keyFile);
}

async function makeKey(db: Db, keyFile: string): Promise<TemplateKey[]> {
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
async function adopt(db: Db, keys: readonly TemplateKey[], keyFile: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const known = await templateKeyChecks(transaction);
    const before = keys.map((key) => ({ ...key, transform: null }));
    const isKnown = known.every((check) => isOneOf([...keys, ...before], check));
    if (await hasTemplates(transaction)) {
      if (!isKnown) throw keyWrong(keyFile);
      const isPlain = known.some(({ transform }) => transform === null);
      if (isPlain) {
        const [from, to] = [new TemplateCipher(before), new TemplateCipher(keys)];
        await new Reencryption(from, to).write(transaction);
      }
    }
    await putTemplateKeyChecks(transaction, keys.map(checkOf));
  });
}

async function hasTemplates(db: Db): Promise<boolean> {
  return Object.values(await countCiphertexts(db)).some((count) => count > 0);
}

function keyWrong(keyFile: string): StoreError {
  return new StoreError(
    'key_wrong',
    `The template key ${keyFile} is not the one that the stored templates are encrypted with. ` +
      'Put the right one back from your backup. Nothing was changed.',
  );
}
