import { openBytes, sealBytes } from './sealed-bytes.ts';
import { deriveKey } from './keyed-hash.ts';
import type { TemplateKey } from './keyring.ts';

/** The owner of a secret. A secret only opens with the same owner. */
export type SecretOwner =
  | { personId: string; codeId: string }
  /** An imported master list of authorities. */
  | { publisher: string };

/**
 * Encrypts a short secret under a key derived from the template key. The head is that key's version (1 byte); see
 * sealed-bytes.ts.
 */
export function sealSecret(key: TemplateKey, secret: Uint8Array, owner: SecretOwner): Buffer {
  return sealBytes(keyOf(key), secret, associatedData(owner), Buffer.of(key.version));
}

/** @throws when the secret was altered, or belongs to another key or owner */
export function openSecret(key: TemplateKey, sealed: Buffer, owner: SecretOwner): Buffer {
  return openBytes(keyOf(key), sealed, associatedData(owner), Buffer.of(key.version));
}

function keyOf({ encryption }: TemplateKey): Buffer {
  return deriveKey(encryption, 'personal secret');
}

function associatedData(owner: SecretOwner): string {
  return partsOf(owner).join('\n');
}

function partsOf(owner: SecretOwner): string[] {
  if ('personId' in owner) return [owner.personId, owner.codeId];
  return ['master list', owner.publisher];
}
