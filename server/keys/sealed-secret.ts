import { deriveKey } from './keyed-hash.ts';
import type { TemplateKey } from './keyring.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';

/** What a secret is, and which one: it opens with the same only. */
export type SecretOwner =
  | { personId: string; codeId: string }
  /** What the camera of a lobby screen sees of its room. */
  | { kioskId: string; roomId: string }
  /** The master list of authorities that was imported. */
  | { publisher: string };

/**
 * Encrypts a short secret under a key that is derived from the template key. Its head is the version of that key
 * (1 byte); see sealed-bytes.ts.
 */
export function sealSecret(key: TemplateKey, secret: Uint8Array, owner: SecretOwner): Buffer {
  return sealBytes(keyOf(key), secret, associated(owner), Buffer.of(key.version));
}

/** @throws when it was altered, or belongs to another key or somebody else */
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
