import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StoreError } from './store-error.ts';

const versionBytes = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts templates with AES-256-GCM. A ciphertext is the key's version (1 byte), a random nonce
 * (12), the encrypted little-endian floats, and the tag (16). The person's and the model's id are
 * authenticated with it, so a template moved to another person or model does not decrypt.
 */
export class TemplateCipher {
  readonly #keys: readonly Buffer[];

  /** @param keys of 32 bytes each; version n is the n-th, and the last one encrypts. */
  constructor(keys: readonly Buffer[]) {
    this.#keys = keys;
  }

  encrypt(template: Float32Array, personId: string, model: string): Buffer {
    const version = this.#keys.length;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key(version), nonce);
    cipher.setAAD(associatedData(personId, model));
    const plain = Buffer.from(template.buffer, template.byteOffset, template.byteLength);
    const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(version), nonce, encrypted, cipher.getAuthTag()]);
  }

  /** @throws {StoreError} `template_damaged` */
  decrypt(ciphertext: Buffer, personId: string, model: string): Float32Array {
    try {
      const nonceEnd = versionBytes + nonceBytes;
      const encrypted = ciphertext.subarray(nonceEnd, -tagBytes);
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.#key(ciphertext.readUInt8(0)),
        ciphertext.subarray(versionBytes, nonceEnd),
        { authTagLength: tagBytes },
      );
      decipher.setAAD(associatedData(personId, model));
      decipher.setAuthTag(ciphertext.subarray(-tagBytes));
      const plain = new Uint8Array(encrypted.length);
      plain.set(decipher.update(encrypted));
      decipher.final();
      return new Float32Array(plain.buffer);
    } catch (error) {
      throw new StoreError(
        'template_damaged',
        `A stored template of person ${personId} does not decrypt: it was altered or damaged. ` +
          'Restore the database from a backup, or remove this person and enrol them again.',
        { cause: error },
      );
    }
  }

  #key(version: number): Buffer {
    const key = this.#keys[version - 1];
    if (!key) throw new Error(`There is no template key of version ${version}.`);
    return key;
  }
}

function associatedData(personId: string, model: string): Buffer {
  return Buffer.from(`${personId}\n${model}`);
}
