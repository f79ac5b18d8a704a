import {
  promoteDraft,
  removeDrafts,
  writeDraft,
  checkOf,
  isKeyOf,
  newTemplateKey,
  sealingKeyOf,
} from '../keys/keyring.ts';
import { sealEverybody } from '../keys/person-seal.ts';
import type { SecretOwner } from '../keys/sealed-secret.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { storedCscaLists } from '../store/tables/csca-lists.ts';
import { kioskRooms } from '../store/tables/kiosk-rooms.ts';
import { personalCodes } from '../store/tables/personal-codes.ts';
import { putTemplateKeyCheck, templateKeyCheck } from '../store/tables/templates.ts';
import {
  TemplateCipher,
  ciphertextsOf,
  putCiphertexts,
  templateTables,
  type StoredCiphertext,
  type TemplateTable,
} from './cipher.ts';
import { openTemplateKey } from './open-cipher.ts';

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
  /** The audit record's actor, should there be no key yet. */
  actor?: string;
  /** Runs in the same transaction. @param sealing the former key, and the one from now on */
  inTransaction?: (
    transaction: Db,
    rotation: Rotation,
    sealing: { former: Buffer; next: Buffer },
  ) => Promise<void>;
}

/**
 * Puts every stored template under a new key, in one transaction; running processes take it up from there. The new
 * key is on the disk beside the old one before the transaction ends, and in its place after. So whenever this is cut
 * off, one of the two files is the key of the database, and `openTemplateCipher` takes that one.
 * @throws {StoreError} as `openTemplateCipher`, and `key_rotated`, `key_unwritable`
 */
export async function rotateTemplateKey(
  db: Db,
  keyFile: string,
  { revoke, actor, inTransaction }: RotateOptions,
): Promise<Rotation> {
  const old = await openTemplateKey(db, keyFile, actor);
  const key = newTemplateKey(old, !revoke);
  const reencryption = new Reencryption(new TemplateCipher(old), new TemplateCipher(key));
  await reencryption.prepare(db);
  const { draft, rotation } = await db.transaction().execute(async (transaction) => {
    const check = await templateKeyCheck(transaction);
    if (!check || !isKeyOf(old, check)) throw rotatedMeanwhile();
    // Left by a rotation that was cut off before its end. Under the write lock no one else makes one.
    await removeDrafts(keyFile);
    const draft = await writeDraft(keyFile, key);
    const templates = await reencryption.write(transaction);
    await reencryption.writeSecrets(transaction);
    await sealEverybody(transaction, old, key);
    await putTemplateKeyCheck(transaction, checkOf(key));
    const rotation = { version: key.version, templates, revoked: revoke };
    const sealing = { former: sealingKeyOf(old), next: sealingKeyOf(key) };
    await inTransaction?.(transaction, rotation, sealing);
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

/** Rows in one statement. */
const rowsAtOnce = 200;

const codeTable = { table: 'personal_codes', id: 'person_id', ciphertext: 'secret' } as const;
const roomTable = { table: 'kiosk_rooms', id: 'kiosk_id', ciphertext: 'room' } as const;
const listTable = { table: 'csca_lists', id: 'publisher', ciphertext: 'seal' } as const;
const otherRoomTable = { ...roomTable, ciphertext: 'other_room' } as const;

/** Every stored template, under other keys. */
class Reencryption {
  readonly #from: TemplateCipher;
  readonly #to: TemplateCipher;
  readonly #ready = new Map<string, { before: Buffer; after: Buffer }>();

  constructor(from: TemplateCipher, to: TemplateCipher) {
    this.#from = from;
    this.#to = to;
  }

  /** Works out what can be worked out before the write lock is held, so that it is held shortly. */
  async prepare(db: Db): Promise<void> {
    for (const table of templateTables) {
      for await (const rows of ciphertextsOf(db, table, rowsAtOnce)) {
        for (const row of rows) {
          const ready = { before: row.ciphertext, after: this.#reencrypted(row) };
          this.#ready.set(nameOf(table, row), ready);
        }
      }
    }
  }

  /**
   * Replaces all ciphertexts, those too that came since. Returns how many.
   * @param transaction a writing one, so that no other comes until it ends
   * @throws {StoreError} `template_damaged`
   */
  async write(transaction: Db): Promise<number> {
    let count = 0;
    for (const table of templateTables) {
      // Read as a whole first: a cursor must not meet what is being replaced.
      const pages: StoredCiphertext[][] = [];
      for await (const rows of ciphertextsOf(transaction, table, rowsAtOnce)) pages.push(rows);
      for (const rows of pages) {
        const fresh = rows.map((row) => ({ id: row.id, ciphertext: this.#after(table, row) }));
        await putCiphertexts(transaction, table, fresh);
        if (!table.isFused) count += rows.length;
      }
    }
    return count;
  }

  /** Of personal codes, rooms and seals of lists, which are short. @throws {StoreError} `secret_damaged` */
  async writeSecrets(transaction: Db): Promise<void> {
    const codes = (await personalCodes(transaction)).map((row) => {
      return { id: row.personId, ciphertext: this.#resealed(row.secret, row) };
    });
    const rows = await kioskRooms(transaction);
    const rooms = rows.map((row) => {
      return { id: row.kioskId, ciphertext: this.#resealed(row.room, row) };
    });
    const others = rows.flatMap(({ kioskId, otherId, otherRoom }) => {
      if (otherId === null || otherRoom === null) return [];
      return [{ id: kioskId, ciphertext: this.#resealed(otherRoom, { kioskId, roomId: otherId }) }];
    });
    await putAll(transaction, codeTable, codes);
    await putAll(transaction, roomTable, rooms);
    await putAll(transaction, otherRoomTable, others);
    const lists = (await storedCscaLists(transaction)).map((row) => {
      return {
        id: row.publisher,
        ciphertext: this.#resealed(row.seal, { publisher: row.publisher }),
      };
    });
    await putAll(transaction, listTable, lists);
  }

  #resealed(sealed: Buffer, owner: SecretOwner): Buffer {
    return this.#to.sealSecret(this.#from.openSecret(sealed, owner), owner);
  }

  #after(table: TemplateTable, row: StoredCiphertext): Buffer {
    const ready = this.#ready.get(nameOf(table, row));
    return ready?.before.equals(row.ciphertext) ? ready.after : this.#reencrypted(row);
  }

  #reencrypted({ ciphertext, owner, model }: StoredCiphertext): Buffer {
    const turned = this.#from.decryptTransformed(ciphertext, owner, model);
    const before = this.#from.transformOf(model, turned.length);
    const after = this.#to.transformOf(model, turned.length);
    // Under the same transform, a template stays as it is, bit for bit.
    if (before.id === after.id) return this.#to.encryptTransformed(turned, owner, model);
    return this.#to.encrypt(before.invert(turned), owner, model);
  }
}

async function putAll(
  transaction: Db,
  table: Parameters<typeof putCiphertexts>[1],
  rows: Parameters<typeof putCiphertexts>[2],
): Promise<void> {
  for (let i = 0; i < rows.length; i += rowsAtOnce) {
    await putCiphertexts(transaction, table, rows.slice(i, i + rowsAtOnce));
  }
}

function nameOf({ table }: TemplateTable, { id }: StoredCiphertext): string {
  return `${table} ${id}`;
}
