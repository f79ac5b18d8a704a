import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { readKeyFile } from './keyring.ts';
import type { Db } from '../store/schema.ts';
import { replaceDeskCard, storedDeskCards } from '../store/tables/desk-cards.ts';
import { replaceExpectedVisit, storedExpectedVisits } from '../store/tables/visitors.ts';
import { replaceContents, storedContents } from '../store/tables/outbox.ts';

const keyIdBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const mostPasses = 5;

interface Key {
  id: Buffer;
  secret: Buffer;
}

/**
 * Encrypts pending messages of the outbox and the front desk, because they name visitors: AES-256-GCM under a key
 * that is derived from the template key, with the message's id authenticated. A ciphertext is the key's id (8 bytes),
 * a random nonce (12), the encrypted JSON, and the tag (16).
 */
export class RecordCipher {
  readonly #keyFile: string;
  /** The last one encrypts. Earlier ones are kept until the end of the process. */
  #keys: Key[] = [];
  #renewedFor: Key | null = null;

  constructor(templateKeyFile: string) {
    this.#keyFile = templateKeyFile;
  }

  /**
   * Takes up the template key that is there now; another process may have changed it.
   * @returns how many were taken up so far
   * @throws {StoreError} when the file cannot be used
   */
  async readKey(): Promise<number> {
    const templateKey = await readKeyFile(this.#keyFile);
    if (!templateKey) return this.#keys.length;
    const { encryption } = templateKey;
    const secret = Buffer.from(hkdfSync('sha256', encryption, '', 'vestibule outbox', 32));
    const id = createHash('sha256').update(secret).digest().subarray(0, keyIdBytes);
    const known = this.#keys.find((key) => key.id.equals(id));
    this.#keys = [...this.#keys.filter((key) => key !== known), known ?? { id, secret }];
    return this.#keys.length;
  }

  seal(contents: unknown, messageId: string): Buffer {
    const key = this.#keys.at(-1);
    if (!key) throw new Error('There is no key for the outbox.');
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key.secret, nonce);
    cipher.setAAD(Buffer.from(messageId));
    const encrypted = Buffer.concat([cipher.update(JSON.stringify(contents)), cipher.final()]);
    return Buffer.concat([key.id, nonce, encrypted, cipher.getAuthTag()]);
  }

  /** Tells one text from another, and to nobody else what it is. */
  mark(text: string): string {
    const key = this.#keys.at(-1);
    if (!key) throw new Error('There is no key for the outbox.');
    return createHmac('sha256', key.secret).update(text).digest('hex').slice(0, 32);
  }

  /** Undefined when the key is gone, or it was altered. */
  open(sealed: Buffer, messageId: string): unknown {
    const nonceEnd = keyIdBytes + nonceBytes;
    const key = this.#keys.find(({ id }) => id.equals(sealed.subarray(0, keyIdBytes)));
    if (!key || sealed.length < nonceEnd + tagBytes) return undefined;
    try {
      const nonce = sealed.subarray(keyIdBytes, nonceEnd);
      const decipher = createDecipheriv('aes-256-gcm', key.secret, nonce, {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(messageId));
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      const plain = decipher.update(sealed.subarray(nonceEnd, -tagBytes));
      return JSON.parse(Buffer.concat([plain, decipher.final()]).toString());
    } catch {
      return undefined;
    }
  }

  /** Puts everything in the outbox and at the desk under the newest key, after the template key was changed. */
  async renew(db: Db): Promise<void> {
    const newest = this.#keys.at(-1);
    if (!newest || newest === this.#renewedFor) return;
    // What somebody changed while it was put under the key is found once more.
    for (let pass = 0; pass < mostPasses; pass++) {
      if ((await this.#renewOnce(db)) === 0) break;
    }
    this.#renewedFor = newest;
  }

  /** Returns how much was not under the newest key, and could be read. */
  async #renewOnce(db: Db): Promise<number> {
    let count = 0;
    const renewed = <Sealed extends Buffer | null>(sealed: Sealed, id: string) => {
      if (!sealed || this.#keys.at(-1)!.id.equals(sealed.subarray(0, keyIdBytes))) return sealed;
      const opened = this.open(sealed, id);
      if (opened === undefined) return sealed;
      count++;
      return this.seal(opened, id);
    };
    for (const { id, contents } of await storedContents(db)) {
      const after = renewed(contents, id);
      if (after !== contents) await replaceContents(db, id, contents, after);
    }
    for (const card of await storedDeskCards(db)) {
      const contents = renewed(card.contents, card.jobId);
      const note = renewed(card.note, card.jobId);
      if (contents === card.contents && note === card.note) continue;
      await replaceDeskCard(db, card, { contents, note });
    }
    for (const { inviteId, contents } of await storedExpectedVisits(db)) {
      const after = renewed(contents, inviteId);
      if (after !== contents) await replaceExpectedVisit(db, inviteId, contents, after);
    }
    return count;
  }
}
