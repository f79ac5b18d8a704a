/** Encrypts bytes so that they open only with their key and their place. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts with AES-256-GCM. The result is the head, a random nonce (12 bytes), the encrypted bytes, and the tag (16).
 * @param key 32 bytes
 * @param associated authenticated data: opening needs the same
 * @param head identifies the key
 */
export function sealBytes(
  key: Uint8Array,
  plain: Uint8Array,
  associated: string,
  head: Uint8Array,
): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(associated));
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, nonce, encrypted, cipher.getAuthTag()]);
}

/** @throws when the bytes were altered, or belong to another key, head or associated data */
export function openBytes(
  key: Uint8Array,
  sealed: Buffer,
  associated: string,
  head: Uint8Array,
): Buffer {
  const nonceEnd = head.length + nonceBytes;
  const isWhole = sealed.length >= nonceEnd + tagBytes;
  if (!isWhole || !sealed.subarray(0, head.length).equals(head)) {
    throw new Error('They were sealed with another key, or are cut off.');
  }
  const nonce = sealed.subarray(head.length, nonceEnd);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceEnd, -tagBytes)), decipher.final()]);
}
