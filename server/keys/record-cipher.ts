import { createHash } from 'node:crypto';
import { putCiphertextRows, ciphertextRows, type SealedColumn } from '#database';
import { deriveKey, keyedHash } from './keyed-hash.ts';
import { readKeyFile, type TemplateKey } from './keyring.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';
import type { Db } from '../store/schema.ts';

const keyIdBytes = 8;

/**
 * Encrypts pending messages of the outbox and of the front desk, because they name visitors. The contents are JSON
 * under a key derived from the template key; the message's id is authenticated. The head is the key's id
 * (8 bytes); see sealed-bytes.ts.
 */
export class RecordCipher {
  readonly #keyFile: string;
  #key: { id: Buffer; secret: Buffer } | null = null;

  constructor(templateKeyFile: string) {
    this.#keyFile = templateKeyFile;
  }

  /** Makes a cipher from this key without reading a file. */
  static under(key: TemplateKey): RecordCipher {
    const cipher = new RecordCipher('');
    cipher.#take(key);
    return cipher;
  }

  /** Reads the template key once, because it only changes at a start. @throws {StoreError} when the file is unusable */
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

  /** A keyed hash that identifies a text without revealing it. */
  mark(text: string): string {
    const key = this.#key;
    if (!key) throw new Error('There is no key for the outbox.');
    return keyedHash(key.secret, text).toString('hex', 0, 16);
  }

  /** Undefined when the key is gone or the bytes were altered. */
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

/** The columns with encrypted records, each bound to its row's id. */
export const recordColumns: readonly SealedColumn[] = [
  { table: 'outbox', id: 'id', ciphertext: 'contents' },
  { table: 'desk_cards', id: 'job_id', ciphertext: 'contents' },
  { table: 'desk_cards', id: 'job_id', ciphertext: 'note' },
  { table: 'expected_visits', id: 'invite_id', ciphertext: 'contents' },
];

/** Encrypts all records with another key. Unreadable records stay unchanged. */
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
