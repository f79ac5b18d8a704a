import { createHash } from 'node:crypto';
import { deriveKey, keyedHash } from './keyed-hash.ts';
import { readKeyFile, type TemplateKey } from './keyring.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';
import type { Db } from '../store/schema.ts';
import {
  putCiphertextRows,
  ciphertextRows,
  type SealedColumn,
} from '../store/tables/sealed-columns.ts';

const keyIdBytes = 8;

/**
 * Encrypts pending messages of the outbox and the front desk, because they name visitors: JSON under a key that
 * is derived from the template key, with the message's id authenticated. Its head is the key's id (8 bytes); see
 * sealed-bytes.ts.
 */
export class RecordCipher {
  readonly #keyFile: string;
  #key: { id: Buffer; secret: Buffer } | null = null;

  constructor(templateKeyFile: string) {
    this.#keyFile = templateKeyFile;
  }

  /** With this key, and no file. */
  static under(key: TemplateKey): RecordCipher {
    const cipher = new RecordCipher('');
    cipher.#take(key);
    return cipher;
  }

  /** Reads the template key once: it changes only in a start. @throws {StoreError} when the file cannot be used */
  async readKey(): Promise<void> {
    if (this.#key) return;
    const key = await readKeyFile(this.#keyFile);
    if (key) this.#take(key);
  }

  #take({ encryption }: TemplateKey): void {
    const secret = deriveKey(encryption, 'outbox');
    const id = createHash('sha256').update(secret).digest().subarray(0, keyIdBytes);
    this.#key = { id, secret };
  }

  seal(contents: unknown, messageId: string): Buffer {
    const key = this.#key;
    if (!key) throw new Error('There is no key for the outbox.');
    return sealBytes(key.secret, Buffer.from(JSON.stringify(contents)), messageId, key.id);
  }

  /** Tells one text from another, and to nobody else what it is. */
  mark(text: string): string {
    const key = this.#key;
    if (!key) throw new Error('There is no key for the outbox.');
    return keyedHash(key.secret, text).toString('hex', 0, 16);
  }

  /** Undefined when the key is gone, or it was altered. */
  open(sealed: Buffer, messageId: string): unknown {
    const key = this.#key;
    if (!key) return undefined;
    try {
      return JSON.parse(openBytes(key.secret, sealed, messageId, key.id).toString());
    } catch {
      return undefined;
    }
  }
}

/** What is sealed as a record, under the id of its row. */
export const recordColumns: readonly SealedColumn[] = [
  { table: 'outbox', id: 'id', ciphertext: 'contents' },
  { table: 'desk_cards', id: 'job_id', ciphertext: 'contents' },
  { table: 'desk_cards', id: 'job_id', ciphertext: 'note' },
  { table: 'expected_visits', id: 'invite_id', ciphertext: 'contents' },
];

/** Puts all records under another key; what cannot be read stays as it is. */
export async function renewRecords(
  transaction: Db,
  from: RecordCipher,
  to: RecordCipher,
): Promise<void> {
  for (const column of recordColumns) {
    const rows = await ciphertextRows(transaction, column);
    const renewed = rows.flatMap(({ id, ciphertext }) => {
      const opened = from.open(ciphertext, String(id));
      return opened === undefined ? [] : [{ id, ciphertext: to.seal(opened, String(id)) }];
    });
    await putCiphertextRows(transaction, column, renewed);
  }
}
