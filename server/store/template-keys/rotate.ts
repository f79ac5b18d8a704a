import type { Db } from '../schema.ts';
import { StoreError } from '../store-error.ts';
import { putTemplateKeyChecks, templateKeyChecks } from '../tables/template-keys.ts';
import { TemplateCipher } from '../template-cipher.ts';
import { promoteDraft, removeDrafts, writeDraft } from './key-file.ts';
import { openTemplateKeys } from './open-cipher.ts';
import { Reencryption } from './reencrypt.ts';
import { checkOf, isSameKeys, newTemplateKey, sealingKeyOf } from './template-key.ts';

export interface Rotation {
  /** Version of the new key. */
  version: number;
  /** Templates put under it. */
  templates: number;
  /** Whether they were put under a new transform too. */
  revoked: boolean;
}

export interface RotateOptions {
  /** A new transform too: templates that leaked, in the clear even, match nothing here any more. */
  revoke: boolean;
  /** Who is at work, for the audit record, should there be no key yet. */
  actor?: string;
  /** Runs in the same transaction. @param sealing keys, before and from now on */
  alongside?: (
    transaction: Db,
    rotation: Rotation,
    sealing: { former: readonly Buffer[]; next: Buffer },
  ) => Promise<void>;
}

/**
 * Puts every stored template under a new key, in one transaction; whoever runs takes it up from
 * there. The new key is on the disk beside the old one before the transaction ends, and in its place
 * after. So whenever this is cut off, one of the two files is the key of the database, and
 * `openTemplateCipher` takes that one.
 * @throws {StoreError} as `openTemplateCipher`, and `key_rotated`, `key_unwritable`
 */
export async function rotateTemplateKey(
  db: Db,
  keyFile: string,
  { revoke, actor, alongside }: RotateOptions,
): Promise<Rotation> {
  const old = await openTemplateKeys(db, keyFile, actor);
  const key = newTemplateKey(old.at(-1) ?? null, !revoke);
  const reencryption = new Reencryption(new TemplateCipher(old), new TemplateCipher([key]));
  await reencryption.prepare(db);
  const { draft, rotation } = await db.transaction().execute(async (transaction) => {
    if (!isSameKeys(old, await templateKeyChecks(transaction))) throw rotatedMeanwhile();
    // Left by a rotation that was cut off before its end. Under the write lock nobody else makes one.
    await removeDrafts(keyFile);
    const draft = await writeDraft(keyFile, key);
    const templates = await reencryption.write(transaction);
    await putTemplateKeyChecks(transaction, [checkOf(key)]);
    const rotation = { version: key.version, templates, revoked: revoke };
    const sealing = { former: old.map(sealingKeyOf), next: sealingKeyOf(key) };
    await alongside?.(transaction, rotation, sealing);
    return { draft, rotation };
  });
  await promoteDraft(draft, keyFile);
  return rotation;
}

function rotatedMeanwhile(): StoreError {
  return new StoreError(
    'key_rotated',
    'The key was rotated by another command just now. Nothing was changed by this one.',
  );
}
