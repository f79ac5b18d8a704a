import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { secretSealKeyOf, type TemplateKey } from './keyring.ts';

/** What a secret is, and which one: it opens with the same only. */
export type SecretOwner =
  | { personId: string; codeId: string }
  /** What the camera of a lobby screen sees of its room. */
  | { kioskId: string; roomId: string }
  /** The master list of authorities that was imported. */
  | { publisher: string };

const versionBytes = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a short secret with AES-256-GCM, under a key that is derived from the template key. A sealed secret is
 * the template key's version (1 byte), a random nonce (12), the encrypted bytes, and the tag (16).
 */
export function sealSecret(key: TemplateKey, secret: Uint8Array, owner: SecretOwner): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', secretSealKeyOf(key), nonce);
  cipher.setAAD(associated(owner));
  const encrypted = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([Buffer.of(key.version), nonce, encrypted, cipher.getAuthTag()]);
}

/** @throws when it was altered, or belongs to another key or somebody else */
export function openSecret(key: TemplateKey, sealed: Buffer, owner: SecretOwner): Buffer {
  const nonceEnd = versionBytes + nonceBytes;
  const nonce = sealed.subarray(versionBytes, nonceEnd);
  const decipher = createDecipheriv('aes-256-gcm', secretSealKeyOf(key), nonce, {
    authTagLength: tagBytes,
  });
  decipher.setAAD(associated(owner));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceEnd, -tagBytes)), decipher.final()]);
}

function associated(owner: SecretOwner): Buffer {
  return Buffer.from(partsOf(owner).join('\n'));
}

function partsOf(owner: SecretOwner): string[] {
  if ('personId' in owner) return [owner.personId, owner.codeId];
  if ('publisher' in owner) return ['master list', owner.publisher];
  return ['room of a screen', owner.kioskId, owner.roomId];
}
