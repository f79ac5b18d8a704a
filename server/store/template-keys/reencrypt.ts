import type { Db } from '../schema.ts';
import type { TemplateCipher } from '../template-cipher.ts';
import {
  ciphertextsOf,
  putCiphertexts,
  templateTables,
  type StoredCiphertext,
  type TemplateTable,
} from '../template-tables.ts';

/** Rows in one statement. */
const rowsAtOnce = 200;

/** Every stored template, under other keys. */
export class Reencryption {
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
        count += rows.length;
      }
    }
    return count;
  }

  #after(table: TemplateTable, row: StoredCiphertext): Buffer {
    const ready = this.#ready.get(nameOf(table, row));
    return ready?.before.equals(row.ciphertext) ? ready.after : this.#reencrypted(row);
  }

  #reencrypted({ ciphertext, owner, model }: StoredCiphertext): Buffer {
    const turned = this.#from.decryptTransformed(ciphertext, owner, model);
    const [before, after] = [this.#from, this.#to].map((cipher) =>
      cipher.transformOf(model, turned.length),
    );
    // The same transform stays as it is, bit for bit.
    if (before?.id === after?.id) return this.#to.encryptTransformed(turned, owner, model);
    return this.#to.encrypt(before?.invert(turned) ?? turned, owner, model);
  }
}

function nameOf({ table }: TemplateTable, { id }: StoredCiphertext): string {
  return `${table} ${id}`;
}
