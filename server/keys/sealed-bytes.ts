import { deriveKey } from './keyed-hash.ts';
import type { TemplateKey } from './keyring.ts';
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

/** The owner of a secret. A secret only opens with the same owner. */
export type SecretOwner =
  | { personId: string; codeId: string }
  /** The room that a lobby screen's camera learned. */
  | { kioskId: string; roomId: string }
  /** An imported master list of authorities. */
  | { publisher: string };

/**
 * Encrypts a short secret under a key derived from the template key. The head is that key's version (1 byte); see
 * sealed-bytes.ts.
 */
export function sealSecret(key: TemplateKey, secret: Uint8Array, owner: SecretOwner): Buffer {
  return sealBytes(keyOf(key), secret, associated(owner), Buffer.of(key.version));
}

/** @throws when the secret was altered, or belongs to another key or owner */
export function openSecret(key: TemplateKey, sealed: Buffer, owner: SecretOwner): Buffer {
  return openBytes(keyOf(key), sealed, associated(owner), Buffer.of(key.version));
}

function keyOf({ encryption }: TemplateKey): Buffer {
  return deriveKey(encryption, 'personal secret');
}

function associated(owner: SecretOwner): string {
  return partsOf(owner).join('\n');
}

function partsOf(owner: SecretOwner): string[] {
  if ('personId' in owner) return [owner.personId, owner.codeId];
  if ('publisher' in owner) return ['master list', owner.publisher];
  return ['room of a screen', owner.kioskId, owner.roomId];
}
