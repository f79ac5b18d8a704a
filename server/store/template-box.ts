import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const versionBytes = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a template with AES-256-GCM. A ciphertext is the key's version (1 byte), a random nonce
 * (12), the encrypted little-endian floats, and the tag (16).
 * @param associated is authenticated with it: with anything else it does not open
 */
export function sealTemplate(
  template: Float32Array,
  key: { version: number; encryption: Buffer },
  associated: string,
): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.encryption, nonce);
  cipher.setAAD(Buffer.from(associated));
  const plain = Buffer.from(template.buffer, template.byteOffset, template.byteLength);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(key.version), nonce, encrypted, cipher.getAuthTag()]);
}

/** @throws when it is no ciphertext, was altered, or belongs to another key or other associated data */
export function openTemplate(
  ciphertext: Buffer,
  encryption: Buffer,
  associated: string,
): Float32Array {
  const nonceEnd = versionBytes + nonceBytes;
  const encrypted = ciphertext.subarray(nonceEnd, -tagBytes);
  const nonce = ciphertext.subarray(versionBytes, nonceEnd);
  const decipher = createDecipheriv('aes-256-gcm', encryption, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(ciphertext.subarray(-tagBytes));
  const plain = new Uint8Array(encrypted.length);
  plain.set(decipher.update(encrypted));
  decipher.final();
  return new Float32Array(plain.buffer);
}
