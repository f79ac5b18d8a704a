import { putCiphertextRows, type SealedColumn } from '#database';
import { recordEvent } from '../audit/record.ts';
import { handOverSeal, sealingKeyOf } from '../audit/sealing.ts';
import { ApprovalMark, approvalMarks, renewApprovalMarks } from '../keys/approval-mark.ts';
import {
  checkOf,
  isKeyOf,
  keyWrong,
  newTemplateKey,
  readNextKey,
  writeNextKey,
  type TemplateKey,
} from '../keys/keyring.ts';
import { sealEverybody } from '../keys/person-seal.ts';
import { RecordCipher, recordColumns, renewRecords } from '../keys/record-cipher.ts';
import type { SecretOwner } from '../keys/sealed-secret.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { storedCscaLists } from '../store/tables/csca-lists.ts';
import { goneAfterMs, listInstances } from '../store/tables/instances.ts';
import { personalCodes } from '../store/tables/personal-codes.ts';
import { putTemplateKeyCheck, templateKeyCheck } from '../store/tables/templates.ts';
import { TemplateCipher, ciphertextsOf, templateTables, type StoredCiphertext } from './cipher.ts';
import { finishRotation, openTemplateKey } from './open-cipher.ts';

export interface Rotation {
  /** Version of the new key. */
  version: number;
  /** Number of templates under the new key. */
  templates: number;
  /** Whether the templates also got a new transform. */
  revoked: boolean;
}

/**
 * Prepares a new key, to which the next start of the service moves everything. Returns that key.
 * @throws {StoreError} `key_rotated_since`, because a rotation ended meanwhile
 */
export async function requestRotation(
  db: Db,
  keyFile: string,
  { revoke, actor }: { revoke: boolean; actor: string },
): Promise<TemplateKey> {
  const present = await openTemplateKey(db, keyFile, actor);
  // A rotation that runs has the lock until its key is in the database. Its key must not be replaced before.
  return db.transaction().execute(async (transaction) => {
    const check = await templateKeyCheck(transaction);
    if (!check || !isKeyOf(present, check)) throw rotatedSince();
    const key = newTemplateKey(present, !revoke);
    await writeNextKey(keyFile, key);
    return key;
  });
}

/**
 * Moves everything stored to the next key beside the file, in one transaction, and seals the audit record with that
 * key. Both keys stay on the disk until the transaction has ended. After an interruption, one of them is the database's
 * key, and `openTemplateCipher` takes that one. Call this before the service reads any ciphertext.
 * @returns null when there is no next key
 * @throws {StoreError} as `openTemplateCipher`, and `key_rotation_waits` while other instances run
 */
export async function rotateTemplateKey(
  db: Db,
  { templateKeyFile, auditSealFile }: { templateKeyFile: string; auditSealFile: string },
): Promise<Rotation | null> {
  const old = await openTemplateKey(db, templateKeyFile);
  if (!(await readNextKey(templateKeyFile))) return null;
  const others = (await listInstances(db)).filter(({ ageMs }) => ageMs < goneAfterMs);
  if (others.length > 0) throw rotationWaits(others.map(({ name }) => name));
  const rotation = await db.transaction().execute(async (transaction) => {
    const check = await templateKeyCheck(transaction);
    if (!check || !isKeyOf(old, check)) throw keyWrong(templateKeyFile);
    // In the transaction, so that a command cannot replace it until it is the database's key.
    const key = await readNextKey(templateKeyFile);
    if (!key) return null;
    const reencryption = new Reencryption(
      new TemplateCipher(old, templateKeyFile),
      new TemplateCipher(key, templateKeyFile),
    );
    const templates = await reencryption.write(transaction);
    await reencryption.writeSecrets(transaction);
    await renewRecords(transaction, RecordCipher.under(old), RecordCipher.under(key));
    await renewApprovalMarks(transaction, new ApprovalMark(old), new ApprovalMark(key));
    await sealEverybody(transaction, old, key);
    await putTemplateKeyCheck(transaction, checkOf(key));
    const revoked = !old.transform.equals(key.transform);
    const rotation = { version: key.version, templates, revoked };
    const sealing = { former: sealingKeyOf(old), next: sealingKeyOf(key) };
    // The old key may have leaked, so seals made with it no longer count once this event is on record.
    await handOverSeal(transaction, auditSealFile, sealing, async (fault) => {
      const action = revoked ? 'templates_rekeyed' : 'template_keys_rotated';
      const details = { version: key.version, templates, ...(fault && { sealFault: fault }) };
      await recordEvent(transaction, { action, actor: 'service', details });
    });
    return rotation;
  });
  await finishRotation(db, templateKeyFile);
  return rotation;
}

function rotatedSince(): StoreError {
  return new StoreError(
    'key_rotated_since',
    'Everything was just put under another new key, which was waiting. Nothing was changed. Run the command again.',
  );
}

function rotationWaits(others: readonly string[]): StoreError {
  return new StoreError(
    'key_rotation_waits',
    `A new template key waits, and other instances still run with the old one: ${others.join(', ')}. ` +
      'Stop them. Once this one is ready, copy the new key to each and start them.',
  );
}

/** Number of rows in one statement. */
const rowsAtOnce = 200;

const codeTable = { table: 'personal_codes', id: 'person_id', ciphertext: 'secret' } as const;
const listTable = { table: 'csca_lists', id: 'publisher', ciphertext: 'seal' } as const;

/** All columns that a rotation renews. Any other encrypted column could not be decrypted afterwards. */
export const renewedColumns: readonly SealedColumn[] = [
  ...templateTables,
  ...recordColumns,
  ...[codeTable, listTable, approvalMarks],
];

/** Re-encrypts every stored template. */
class Reencryption {
  readonly #from: TemplateCipher;
  readonly #to: TemplateCipher;

  constructor(from: TemplateCipher, to: TemplateCipher) {
    this.#from = from;
    this.#to = to;
  }

  /**
   * Replaces all ciphertexts. Returns how many.
   * @param transaction a writing one, which keeps out other writers
   * @throws {StoreError} `template_damaged`
   */
  async write(transaction: Db): Promise<number> {
    let count = 0;
    for (const table of templateTables) {
      // Reads everything first, because a cursor must not meet replaced rows.
      const pages: StoredCiphertext[][] = [];
      for await (const rows of ciphertextsOf(transaction, table, rowsAtOnce)) pages.push(rows);
      for (const rows of pages) {
        const fresh = rows.map((row) => ({ id: row.id, ciphertext: this.#reencrypt(row) }));
        await putCiphertextRows(transaction, table, fresh);
        if (!table.isFused) count += rows.length;
      }
    }
    return count;
  }

  /** Renews personal codes and list seals, which are short. @throws {StoreError} `secret_damaged` */
  async writeSecrets(transaction: Db): Promise<void> {
    const codes = (await personalCodes(transaction)).map((row) => {
      return { id: row.personId, ciphertext: this.#reseal(row.secret, row) };
    });
    await putCiphertextRows(transaction, codeTable, codes);
    const lists = (await storedCscaLists(transaction)).map((row) => {
      return {
        id: row.publisher,
        ciphertext: this.#reseal(row.seal, { publisher: row.publisher }),
      };
    });
    await putCiphertextRows(transaction, listTable, lists);
  }

  #reseal(sealed: Buffer, owner: SecretOwner): Buffer {
    return this.#to.sealSecret(this.#from.openSecret(sealed, owner), owner);
  }

  #reencrypt({ ciphertext, owner, model }: StoredCiphertext): Buffer {
    const turned = this.#from.decryptTransformed(ciphertext, owner, model);
    const before = this.#from.transformOf(model, turned.length);
    const after = this.#to.transformOf(model, turned.length);
    // Under the same transform, the template stays identical, bit for bit.
    if (before.id === after.id) return this.#to.encryptTransformed(turned, owner, model);
    return this.#to.encrypt(before.invert(turned), owner, model);
  }
}
